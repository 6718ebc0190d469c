package io.nova.spi.messaging;

/** What a cast is worth. */
public enum Durability {
    /** May be lost: the receiver finds out by itself, only later. */
    HINT,
    /** Kept until it was handled, so far as the bus can. */
    COMMAND
}
