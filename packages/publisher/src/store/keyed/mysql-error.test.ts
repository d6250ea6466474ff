import { expect, test } from "vitest";

import { mysqlError } from "./mysql-error.ts";

interface Said {
  readonly errno?: number;
  readonly code?: string;
  readonly sqlState?: string;
}
const thrown = (said: Said, message = "…"): Error => Object.assign(new Error(message), said);

test.each<[string, Said, string, number]>([
  ["data too long", { errno: 1406, sqlState: "22001" }, "bad-record", 1],
  ["a row that is not JSON, in MariaDB", { errno: 4025, sqlState: "23000" }, "bad-record", 1],
  ["a packet too large", { errno: 1153, sqlState: "08S01" }, "bad-record", 1],
  ["access denied", { errno: 1045, sqlState: "28000" }, "misconfigured", 3],
  ["no right to the table", { errno: 1142, sqlState: "42000" }, "misconfigured", 3],
  ["no such database", { errno: 1049, sqlState: "42000" }, "misconfigured", 3],
  ["a host that may not connect", { errno: 1130, sqlState: "HY000" }, "misconfigured", 3],
  ["TLS that the server lacks", { code: "HANDSHAKE_NO_SSL_SUPPORT" }, "misconfigured", 3],
  ["a certificate of nobody", { code: "SELF_SIGNED_CERT_IN_CHAIN" }, "misconfigured", 3],
  ["a deadlock", { errno: 1213, sqlState: "40001" }, "transient", 1],
  ["a lock that was not had", { errno: 1205, sqlState: "HY000" }, "transient", 1],
  ["too many connections", { errno: 1040, sqlState: "08004" }, "transient", 1],
  ["a quota of connections", { errno: 1226, sqlState: "42000" }, "transient", 1],
  ["a read-only server", { errno: 1290, sqlState: "HY000" }, "down", 4],
  ["a server that shuts down", { errno: 1053, sqlState: "08S01" }, "down", 4],
  ["a connection that was killed", { errno: 1927, sqlState: "70100" }, "down", 4],
  ["a connection that was lost", { code: "PROTOCOL_CONNECTION_LOST" }, "down", 4],
  ["no answer in time", { code: "PROTOCOL_SEQUENCE_TIMEOUT" }, "down", 4],
  ["nobody there", { errno: -111, code: "ECONNREFUSED" }, "down", 4],
  ["a name that cannot be asked", { errno: -3001, code: "EAI_AGAIN" }, "down", 4],
  ["a full table space", { errno: 1114, sqlState: "HY000" }, "down", 5],
])("reads %s", (_, said, failure, exitCode) => {
  expect(mysqlError("main", thrown(said))).toMatchObject({ failure, exitCode, where: "main" });
});

test.each([
  ['Got error 28 "No space left on device" from storage engine', "down"],
  ["Can't add new command when connection is in closed state", "down"],
  ["what nobody has seen", "transient"],
])("reads the message %s", (message, failure) => {
  expect(mysqlError("main", thrown({ errno: 1030, sqlState: "HY000" }, message)).failure).toBe(failure);
});
