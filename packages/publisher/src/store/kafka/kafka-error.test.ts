import { expect, test } from "vitest";

import { kafkaError } from "./kafka-error.ts";

/** An error of kafkajs's own: it tells its classes by name. */
const named = (name: string): Error => Object.assign(new Error(name), { name });

/** As kafkajs reads an error code of the protocol. */
const protocol = (type: string): Error => Object.assign(new Error(type), { name: "KafkaJSProtocolError", type });

test.each([
  ["a record that is too large", protocol("MESSAGE_TOO_LARGE"), "bad-record"],
  ["a topic that is not there", protocol("UNKNOWN_TOPIC_OR_PARTITION"), "misconfigured"],
  ["a topic that is not ours to write", protocol("TOPIC_AUTHORIZATION_FAILED"), "misconfigured"],
  ["a wrong password", named("KafkaJSSASLAuthenticationError"), "misconfigured"],
  ["a leader that moved", protocol("NOT_LEADER_FOR_PARTITION"), "transient"],
  ["too few replicas", protocol("NOT_ENOUGH_REPLICAS"), "transient"],
  ["nobody there", named("KafkaJSConnectionError"), "down"],
])("reads %s, also from inside the library's own wrapping", (_what, error, failure) => {
  const wrapped = Object.assign(new Error(error.message, { cause: error }), { name: "KafkaJSNonRetriableError" });

  for (const one of [error, wrapped]) expect(kafkaError("bus", "articles", one)).toMatchObject({ failure });
});
