import { expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../../fixtures/article.ts";
import { toMessage, type Message } from "../message/message.ts";
import { eventText, type DataForm } from "./cloud-event.ts";

function messageOf(delivery: Parameters<typeof toMessage>[0]): Message {
  const made = toMessage(delivery, "full");
  if (!made.ok) throw new Error(made.reason);
  return made.message;
}
const eventOf = (message: Message, form: Partial<DataForm> = {}): Record<string, unknown> =>
  JSON.parse(eventText(message, { body: "full", ...form })) as Record<string, unknown>;

test("is an event of CloudEvents 1.0 around the record", () => {
  const article = articleOf(1);

  expect(eventOf(messageOf(deliveryOf(article, 1)))).toEqual({
    specversion: "1.0",
    id: `${article.id}:1`,
    source: "urn:caibian",
    type: "caibian.article.publish",
    subject: article.id,
    time: "2024-06-07T16:00:01+08:00",
    datacontenttype: "application/json",
    dataschema: "urn:caibian:article:full:1",
    data: article,
  });
});

test("names the schema of its data, unless its fields were chosen by hand", () => {
  const message = messageOf(deliveryOf(articleOf(1), 1));
  const withdrawal = messageOf(withdrawalOf(articleOf(1, 2), 2));

  expect(eventOf(message, { shape: "ninjs" })).toMatchObject({ dataschema: "urn:caibian:article:ninjs:1" });
  expect(eventOf(message, { body: "thin" })).toMatchObject({ dataschema: "urn:caibian:notice:1" });
  expect(eventOf(withdrawal, { shape: "ninjs" })).toMatchObject({ dataschema: "urn:caibian:withdrawal:1" });
  expect(eventOf(message, { fields: ["title"] })).not.toHaveProperty("dataschema");
});
