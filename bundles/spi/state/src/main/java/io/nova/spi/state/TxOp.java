package io.nova.spi.state;

import java.util.function.Function;

/** One step of a transaction, for drivers. Steps are checked and applied in their order. */
public sealed interface TxOp {

    /**
     * The record has this version.
     *
     * @param version 0: there is no such record; {@link Tx#ANY}: there is one
     */
    record Expect(Kind<?> kind, String id, long version) implements TxOp {}

    /**
     * Creates a record.
     *
     * @param value makes the value; pure, and may be called more than once
     */
    record Create<T>(Kind<T> kind, String id, Function<Taken, T> value) implements TxOp {}

    /** Replaces a record that has this version. */
    record Update<T>(Kind<T> kind, String id, long version, Function<Taken, T> value)
            implements TxOp {}

    /** Removes a record that has this version. */
    record Delete(Kind<?> kind, String id, long version) implements TxOp {}

    /** Makes the pool if there is none of that name. */
    record Define(PoolSpec pool) implements TxOp {}

    /**
     * Takes a number.
     *
     * @param item the one wanted, or {@link Tx#ANY} for the one that has been free longest
     */
    record Take(String pool, String owner, long item) implements TxOp {}

    /** Gives a number back; giving back what is free already is refused as {@code NotOwner}. */
    record Give(String pool, String owner, long item) implements TxOp {}

    /** Changes a quota's use by the delta, if it then is from 0 to the limit. */
    record Quota(String scope, long delta, long limit) implements TxOp {}

    /** The lease is held with this token. */
    record Fence(String lease, long token) implements TxOp {}
}
