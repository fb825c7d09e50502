// A complete client of Loopdesk's CRM gateway: sends, listens, and catches up without loss.
//
// Needs Node.js 20 and amqplib (`npm install amqplib`). Settings come from the environment:
//
//   CRM_AMQP_URL    amqps://crm_client:<password>@<host>:5671/loopdesk
//   CRM_API_URL     https://<host>/api
//   CRM_CLIENT      name of the machine client, crm_client
//   CRM_SECRET      its secret
//   CRM_SOURCE      the CloudEvents source that it may use, urn:company:crm
//   CRM_STATE_FILE  a JSON file that remembers what was taken, crm_client.json
//
// Usage:
//
//   node crm_client.mjs send <type> < data.json    sends one message
//   node crm_client.mjs listen                     takes answers and news, for ever
//   node crm_client.mjs catch-up                   takes what was missed, by the feed

import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import amqp from "amqplib";

const EXCHANGE = "crm.events";
const QUEUE = "loopdesk.crm.outbox";
const LARGEST_MESSAGE = 1024 * 1024;

/** Remembers which events were taken and where the feed goes on; use your own database instead. */
export class State {
  constructor(path) {
    this.path = path;
    const kept = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
    this.cursor = kept.cursor ?? "";
    this.taken = new Set(kept.taken ?? []);
  }

  /** Hands an event to `handle`, once; a handler that fails gets it again. */
  async take(event, handle) {
    if (this.taken.has(event.id)) return;
    await handle(event);
    this.taken.add(event.id);
    this.save();
  }

  /** Keeps the feed's cursor; only after everything before it was taken. */
  moveTo(cursor) {
    this.cursor = cursor;
    this.save();
  }

  save() {
    const content = JSON.stringify({ cursor: this.cursor, taken: [...this.taken] });
    writeFileSync(`${this.path}.next`, content);
    renameSync(`${this.path}.next`, this.path);
  }
}

/** One message as CloudEvents 1.0 asks for; keep its id and send the same one when in doubt. */
export function cloudEvent(type, data, { source, id = randomUUID() }) {
  return {
    specversion: "1.0",
    type,
    source,
    id,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    data,
  };
}

/** Sends and receives through RabbitMQ. */
export class Broker {
  static async open(url) {
    const broker = new Broker();
    broker.user = decodeURIComponent(new URL(url).username);
    broker.connection = await amqp.connect(url);
    broker.channel = await broker.connection.createConfirmChannel();
    await broker.channel.prefetch(100);
    return broker;
  }

  /** Resolves when the broker has the message; on any error send it again, same id. */
  async send(event) {
    const body = Buffer.from(JSON.stringify(event));
    if (body.length > LARGEST_MESSAGE) {
      throw new Error("The broker refuses messages of more than 1 MiB.");
    }
    this.channel.publish(EXCHANGE, event.type, body, {
      contentType: "application/cloudevents+json",
      persistent: true,
      mandatory: true,
      messageId: event.id,
      // The broker proves this name to Loopdesk; without it the message is rejected.
      userId: this.user,
    });
    await this.channel.waitForConfirms();
  }

  /** Takes events one after another; acknowledges each when `take` has resolved. */
  async listen(take) {
    let last = Promise.resolve();
    const failed = new Promise((_, reject) => {
      this.connection.on("error", reject);
      this.channel.on("error", reject);
      this.connection.on("close", () => reject(new Error("The connection was closed.")));
      const onMessage = (message) => {
        if (message === null) return reject(new Error("The queue was taken away."));
        last = last
          .then(() => take(JSON.parse(message.content)))
          .then(() => this.channel.ack(message));
        last.catch(reject);
      };
      this.channel.consume(QUEUE, onMessage).catch(reject);
    });
    await failed;
  }

  async close() {
    await this.connection.close();
  }
}

/** Asks Loopdesk over HTTPS. */
export class Api {
  constructor(url, { client, secret }) {
    this.url = url.replace(/\/$/, "");
    this.credentials = { client, secret };
    this.token = "";
  }

  /** Sends a message over HTTP instead of the broker; the answer is given at once. */
  async send(event) {
    return this.ask("/crm/v1/messages", event);
  }

  /** A page of the feed: `items`, `next`, `is_last`. */
  async feedAfter(cursor) {
    const answer = await this.ask(`/crm/v1/feed?after=${encodeURIComponent(cursor)}`);
    // Loopdesk was restored from a backup: go on from the last event that both know.
    return "last_common" in answer ? this.feedAfter(answer.last_common) : answer;
  }

  async ask(path, content) {
    let response = await this.request(path, content);
    if (response.status === 401) {
      // A token is good for ten minutes; with a new one the request is made again.
      const signedIn = await this.request("/people/v1/client-sessions", this.credentials);
      this.token = (await signedIn.json()).token;
      response = await this.request(path, content);
    }
    const answer = await response.json();
    if (!response.ok && response.status !== 410) {
      throw Object.assign(new Error(answer.detail), { status: response.status, answer });
    }
    return answer;
  }

  request(path, content) {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${this.token}` };
    const method = content === undefined ? "GET" : "POST";
    return fetch(this.url + path, { method, headers, body: JSON.stringify(content) });
  }
}

/** Takes everything that was published since the last time; what was taken live is skipped. */
export async function catchUp(api, state, handle) {
  for (;;) {
    const page = await api.feedAfter(state.cursor);
    for (const event of page.items) await state.take(event, handle);
    state.moveTo(page.next);
    if (page.is_last) return;
  }
}

/** Takes an event from the queue, after what the queue has lost before it, if anything. */
export async function takeLive(event, { api, state, handle }) {
  if (!event.type.startsWith("loopdesk.crm.")) return;
  if (event.previousid && !state.taken.has(event.previousid)) await catchUp(api, state, handle);
  await state.take(event, handle);
}

/** Stands for your own work: prints the event. */
async function show(event) {
  console.log(event.id, event.type, JSON.stringify(event.data));
}

async function main([command, type]) {
  const settings = process.env;
  const state = new State(settings.CRM_STATE_FILE ?? "crm_client.json");
  const client = settings.CRM_CLIENT ?? "crm_client";
  const api = new Api(settings.CRM_API_URL, { client, secret: settings.CRM_SECRET });
  if (command === "send" && type) {
    const source = settings.CRM_SOURCE ?? "urn:company:crm";
    const event = cloudEvent(type, JSON.parse(readFileSync(0, "utf8")), { source });
    const broker = await Broker.open(settings.CRM_AMQP_URL);
    await broker.send(event);
    await broker.close();
    console.log(event.id);
  } else if (command === "listen") {
    await catchUp(api, state, show);
    const broker = await Broker.open(settings.CRM_AMQP_URL);
    await broker.listen((event) => takeLive(event, { api, state, handle: show }));
  } else if (command === "catch-up") {
    await catchUp(api, state, show);
  } else {
    console.error("Usage: node crm_client.mjs send <type> | listen | catch-up");
    process.exitCode = 2;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main(process.argv.slice(2));
