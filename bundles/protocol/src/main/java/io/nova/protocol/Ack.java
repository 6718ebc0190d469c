package io.nova.protocol;

/** The answer that says no more than that it arrived and took effect. */
public record Ack(boolean ok) {

    public static final Ack OK = new Ack(true);
}
