import type { StoreError } from "../../errors.ts";
import { brokerError, causesOf, type BrokerVerdict } from "../message/broker-failure.ts";

/** Kafka's own error names (its protocol guide, "Error Codes"), by what to do. */
const BAD_RECORD: ReadonlySet<string> = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD"]);
const MISCONFIGURED: ReadonlySet<string> = new Set([
  "INVALID_TOPIC_EXCEPTION",
  "TOPIC_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "UNSUPPORTED_SASL_MECHANISM",
  "ILLEGAL_SASL_STATE",
  "SASL_AUTHENTICATION_FAILED",
  "SECURITY_DISABLED",
  "UNSUPPORTED_VERSION",
  "UNSUPPORTED_COMPRESSION_TYPE",
  "POLICY_VIOLATION",
]);
const NO_TOPIC = "UNKNOWN_TOPIC_OR_PARTITION";
/** Names that kafkajs gives to its own errors. */
const LOGIN: ReadonlySet<string> = new Set([
  "KafkaJSSASLAuthenticationError",
  "KafkaJSServerDoesNotSupportApiKey",
  "KafkaJSNotImplemented",
]);
const AWAY = /^KafkaJS(Connection|RequestTimeout|BrokerNotFound|NoBrokerAvailable|Timeout|LockTimeout)/;

/** The StoreError for what kafkajs threw. */
export function kafkaError(where: string, topic: string, cause: unknown): StoreError {
  return brokerError({ broker: "Kafka", where }, cause, (thrown) => judge(topic, thrown));
}

function judge(topic: string, cause: unknown): BrokerVerdict {
  const chain = causesOf(cause);
  const types = chain.map((one) => ("type" in one && typeof one.type === "string" ? one.type : ""));
  if (types.some((type) => BAD_RECORD.has(type))) return { failure: "bad-record" };
  if (types.includes(NO_TOPIC)) {
    return {
      failure: "misconfigured",
      what: `Kafka has no topic ${topic}`,
      next: "create the topic, or set createTopic where the broker may make topics itself",
    };
  }
  if (types.some((type) => MISCONFIGURED.has(type)) || chain.some((one) => LOGIN.has(one.name))) {
    return { failure: "misconfigured", next: "correct the store's sasl, tls or topic, or the user's rights" };
  }
  if (chain.some((one) => AWAY.test(one.name))) return { failure: "down" };
  return { failure: "transient" };
}
