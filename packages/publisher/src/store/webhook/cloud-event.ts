import type { Message } from "../message/message.ts";

/** Content types of CloudEvents 1.0 in structured and in batched mode. */
export const CLOUD_EVENT = "application/cloudevents+json; charset=utf-8";
/** See CLOUD_EVENT. */
export const CLOUD_EVENTS = "application/cloudevents-batch+json; charset=utf-8";

/**
 * A CloudEvents 1.0 event as JSON. `source` and `id` together name it, whenever it is sent. The record is text
 * already: it is not made twice.
 */
export function eventText(message: Message): string {
  const event = {
    specversion: "1.0",
    id: message.id,
    source: "urn:caibian",
    type: `caibian.article.${message.kind}`,
    subject: message.articleId,
    time: message.at,
    datacontenttype: "application/json",
  };
  return `${JSON.stringify(event).slice(0, -1)},"data":${message.text}}`;
}
