package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.AMQP;

/**
 * A message on its way to the broker. Nobody but the sender has its bytes.
 *
 * @param mandatory whether the broker says so if nobody gets it; then it has a correlation id of
 *     its own
 * @param fate told, once, what became of it
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares messages on their way.
record Outgoing(
        String exchange,
        String key,
        boolean mandatory,
        AMQP.BasicProperties properties,
        byte[] body,
        Fate fate) {

    /** Who wants to know what became of a message. */
    interface Fate {

        /** Of a message that may be lost. */
        Fate NOBODY_ASKS = new Fate() {};

        /** The broker has it safe. */
        default void safe() {}

        /** Its queue is full. */
        default void refused() {}

        /** It has no queue. */
        default void unroutable() {}

        /**
         * The connection broke, or the broker ended the channel.
         *
         * @param sent whether it may have arrived all the same
         */
        default void lost(boolean sent, String why) {}
    }
}
