package io.nova.spi.state;

import java.util.function.Function;

/**
 * One step of a transaction, for drivers.
 *
 * <p>Steps are checked and applied in their order: each sees what those before it did. Only the
 * values of records are made after all of them, when every number is taken. Names obey {@link
 * Names}; what does not is refused where the step is made.
 */
public sealed interface TxOp {

    /**
     * The record has this version.
     *
     * @param version 0: there is no such record; {@link Tx#ANY}: there is one
     */
    record Expect(Kind<?> kind, String id, long version) implements TxOp {
        public Expect {
            Names.check("id", id);
        }
    }

    /**
     * Creates a record.
     *
     * @param value makes the value; pure, and may be called more than once
     */
    record Create<T>(Kind<T> kind, String id, Function<Taken, T> value) implements TxOp {
        public Create {
            Names.check("id", id);
        }
    }

    /** Replaces a record that has this version, or any if it is {@link Tx#ANY}. */
    record Update<T>(Kind<T> kind, String id, long version, Function<Taken, T> value)
            implements TxOp {
        public Update {
            Names.check("id", id);
        }
    }

    /** Removes a record that has this version, or any if it is {@link Tx#ANY}. */
    record Delete(Kind<?> kind, String id, long version) implements TxOp {
        public Delete {
            Names.check("id", id);
        }
    }

    /** Makes the pool if there is none of that name. */
    record Define(PoolSpec pool) implements TxOp {}

    /**
     * Takes a number of a pool that there is; a number that rests is not free. Numbers never given
     * out have been free longest, the smallest first.
     *
     * @param item the one wanted, or {@link Tx#ANY} for the one that has been free longest
     */
    record Take(String pool, String owner, long item) implements TxOp {
        public Take {
            Names.check("pool", pool);
            Names.check("owner", owner);
        }
    }

    /** Gives a number back; giving back what is free already is refused as {@code NotOwner}. */
    record Give(String pool, String owner, long item) implements TxOp {
        public Give {
            Names.check("pool", pool);
            Names.check("owner", owner);
        }
    }

    /**
     * Changes a quota's use by the delta, if it then is from 0 to the limit. Giving back is never
     * refused for the limit, which may have been lowered since.
     */
    record Quota(String scope, long delta, long limit) implements TxOp {
        public Quota {
            Names.check("scope", scope);
        }
    }

    /** The lease is held with this token, and has not run out. */
    record Fence(String lease, long token) implements TxOp {
        public Fence {
            Names.check("lease", lease);
        }
    }
}
