import type { WebhookStore } from "@caibian/schema";

import type { Message } from "../message/message.ts";

/** Content types of CloudEvents 1.0 in structured and in batched mode. */
export const CLOUD_EVENT = "application/cloudevents+json; charset=utf-8";
/** See CLOUD_EVENT. */
export const CLOUD_EVENTS = "application/cloudevents-batch+json; charset=utf-8";

/** What decides what stands in an event's data. */
export type DataForm = Pick<WebhookStore, "body" | "shape" | "fields">;

/**
 * A CloudEvents 1.0 event as JSON. `source` and `id` together name it, whenever it is sent. The record is text
 * already: it is not made twice.
 */
export function eventText(message: Message, form: DataForm): string {
  const dataschema = dataSchemaOf(message, form);
  const event = {
    specversion: "1.0",
    id: message.id,
    source: "urn:caibian",
    type: `caibian.article.${message.kind}`,
    subject: message.articleId,
    time: message.at,
    datacontenttype: "application/json",
    ...(dataschema !== null && { dataschema }),
  };
  return `${JSON.stringify(event).slice(0, -1)},"data":${message.text}}`;
}

/** Name of what the data adheres to; null where a person chose the record's fields. */
function dataSchemaOf({ kind }: Message, { body, shape = "full", fields }: DataForm): string | null {
  if (kind === "withdraw" || kind === "takedown") return "urn:caibian:withdrawal:1";
  if (body === "thin") return "urn:caibian:notice:1";
  return fields === undefined ? `urn:caibian:article:${shape}:1` : null;
}
