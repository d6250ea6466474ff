import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import type { S3Store } from "@caibian/schema";

import { untilAborted } from "../keyed/until-aborted.ts";
import { s3Error } from "./s3-error.ts";

const CONNECT_MS = 5_000;
const REQUEST_MS = 20_000;
const ATTEMPTS = 2;

/** A bucket's server, and what is known of it. */
interface Server {
  readonly client: S3Client;
  /** Whether it takes conditional writes; true until it refuses one. */
  isConditional: boolean;
}

/** An object as it was read. */
export interface ReadObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What `put` may say beside the bytes. */
export interface PutOptions {
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * The ETag of the object that this one takes the place of, empty for none: if another is there, the write fails as
   * transient. A server that knows no conditional writes writes in any case.
   */
  readonly over?: string;
}

/**
 * The objects of a Store, by their key below its prefix. Throws StoreErrors alone. It may not be called `Bucket`: the
 * compiler (TypeScript 7.0) then gives the commands' key `Bucket` another name.
 */
export class S3Bucket {
  readonly #store: S3Store;
  readonly #server: Server;
  readonly #signal: AbortSignal | undefined;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #where: string;

  constructor(store: S3Store, server: Server = serverOf(store), signal?: AbortSignal) {
    const { bucket, prefix } = store;
    this.#store = store;
    this.#server = server;
    this.#signal = signal;
    this.#bucket = bucket;
    this.#prefix = prefix === "" ? "" : `${prefix}/`;
    this.#where = `${store.id}: s3://${bucket}/${prefix}`;
  }

  /** The same objects, but a request ends, with StoreTransientError, when the signal says so. */
  until(signal: AbortSignal | undefined): S3Bucket {
    return signal === undefined ? this : new S3Bucket(this.#store, this.#server, signal);
  }

  /** Null: there is no such object. */
  async get(key: string): Promise<ReadObject | null> {
    return this.#ask(async () => {
      const { Body, ETag, Metadata } = await this.#server.client.send(
        new GetObjectCommand(this.#at(key)),
        this.#options,
      );
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      return { bytes, etag: ETag ?? "", metadata: Metadata ?? {} };
    });
  }

  /** The ETag and the metadata; null: there is no such object. */
  async head(key: string): Promise<Omit<ReadObject, "bytes"> | null> {
    return this.#ask(async () => {
      const { ETag, Metadata } = await this.#server.client.send(new HeadObjectCommand(this.#at(key)), this.#options);
      return { etag: ETag ?? "", metadata: Metadata ?? {} };
    });
  }

  /** Writes an object, whole or not at all; gives its ETag. */
  async put(key: string, body: Uint8Array | string, options: PutOptions): Promise<string> {
    const { contentType: ContentType, metadata: Metadata = {}, over } = options;
    const whole = { ...this.#at(key), Body: body, ContentType, Metadata };
    try {
      if (over === undefined || !this.#server.isConditional) return await this.#put(whole);
      return await this.#put({ ...whole, ...(over === "" ? { IfNoneMatch: "*" } : { IfMatch: over }) });
    } catch (error) {
      if (!(error instanceof Error && error.name === "NotImplemented" && this.#server.isConditional)) {
        throw s3Error(this.#where, error);
      }
      this.#server.isConditional = false;
      return this.put(key, body, options);
    }
  }

  async remove(key: string): Promise<void> {
    await this.#ask(() => this.#server.client.send(new DeleteObjectCommand(this.#at(key)), this.#options));
  }

  /** The objects whose key begins so, in the order of their keys. */
  async *list(start: string): AsyncGenerator<{ readonly key: string; readonly bytes: number }> {
    let from: string | undefined;
    do {
      const page = await this.#page(this.#prefix + start, from);
      for (const { Key = "", Size = 0 } of page.Contents ?? [])
        yield { key: Key.slice(this.#prefix.length), bytes: Size };
      from = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (from !== undefined);
  }

  close(): void {
    this.#server.client.destroy();
  }

  async #page(
    prefix: string,
    from: string | undefined,
  ): Promise<{
    readonly Contents?: { readonly Key?: string | undefined; readonly Size?: number | undefined }[] | undefined;
    readonly IsTruncated?: boolean | undefined;
    readonly NextContinuationToken?: string | undefined;
  }> {
    try {
      const place = { Bucket: this.#bucket, Prefix: prefix };
      const command = new ListObjectsV2Command(from === undefined ? place : { ...place, ContinuationToken: from });
      return await this.#whileAsked(this.#server.client.send(command, this.#options));
    } catch (error) {
      throw s3Error(this.#where, error);
    }
  }

  async #put(object: PutObjectCommandInput): Promise<string> {
    const sent = this.#server.client.send(new PutObjectCommand(object), this.#options);
    return (await this.#whileAsked(sent)).ETag ?? "";
  }

  get #options(): { readonly abortSignal?: AbortSignal } {
    return this.#signal === undefined ? {} : { abortSignal: this.#signal };
  }

  /** The client hears of the signal by itself, but for a body that it is reading. */
  #whileAsked<T>(request: Promise<T>): Promise<T> {
    return untilAborted(this.#where, this.#signal, request);
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  async #ask<T>(request: () => Promise<T>): Promise<T | null> {
    try {
      return await this.#whileAsked(request());
    } catch (error) {
      // HEAD has no body to name the error: the bucket itself was seen at the open.
      if (error instanceof Error && (error.name === "NoSuchKey" || error.name === "NotFound")) return null;
      throw s3Error(this.#where, error);
    }
  }
}

function serverOf({ region, endpoint, forcePathStyle, accessKeyId, secretAccessKey }: S3Store): Server {
  const client = new S3Client({
    region,
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
    // Servers other than Amazon's do not know the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
  });
  return { client, isConditional: true };
}
