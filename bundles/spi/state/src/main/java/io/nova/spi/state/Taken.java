package io.nova.spi.state;

/** The numbers that a transaction took, in the order in which it took them. */
@FunctionalInterface
public interface Taken {

    /** Returns the number that the so-manieth {@code take} got, from 0. */
    long item(int index);
}
