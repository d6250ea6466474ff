import { Partitioners, type ICustomPartitioner, type Message as KafkaMessage } from "kafkajs";

type Assign = ReturnType<ICustomPartitioner>;

/**
 * The producer's partitioner, which can be asked in advance where a message will go. It knows how many partitions a
 * topic has from the producer, which tells with each send, so that neither a second connection nor a further right is
 * needed.
 */
export class Partitions {
  readonly #assign: Assign = Partitioners.DefaultPartitioner();
  #known: Parameters<Assign>[0]["partitionMetadata"] | null = null;

  /** For `kafka.producer`. */
  readonly partitioner: ICustomPartitioner = () => (asked) => {
    this.#known = asked.partitionMetadata;
    return this.#assign(asked);
  };

  /** Where a message will go; null before the first send. */
  of(topic: string, message: KafkaMessage): number | null {
    return this.#known === null ? null : this.#assign({ topic, partitionMetadata: this.#known, message });
  }
}
