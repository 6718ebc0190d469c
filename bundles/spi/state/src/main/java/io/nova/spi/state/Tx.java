package io.nova.spi.state;

import io.nova.spi.state.TxOp.Create;
import io.nova.spi.state.TxOp.Define;
import io.nova.spi.state.TxOp.Delete;
import io.nova.spi.state.TxOp.Expect;
import io.nova.spi.state.TxOp.Fence;
import io.nova.spi.state.TxOp.Give;
import io.nova.spi.state.TxOp.Quota;
import io.nova.spi.state.TxOp.Take;
import io.nova.spi.state.TxOp.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A transaction: steps that take effect together or not at all.
 *
 * @param opId names the operation: a second commit of the same id has no effect and answers {@link
 *     CommitResult.Replayed}, for at least 24 hours
 */
public record Tx(String opId, List<TxOp> ops) {

    /** Any version of an existing record, or any number of a pool. */
    public static final long ANY = -1;

    /** The most steps of a transaction. */
    public static final int MAX_OPS = 1024;

    /** The most bytes of a record's stored form. */
    public static final int MAX_RECORD = 64 * 1024;

    public Tx {
        Names.check("opId", opId);
        ops = List.copyOf(ops);
        if (ops.size() > MAX_OPS) {
            throw new IllegalArgumentException(ops.size() + " steps are more than " + MAX_OPS);
        }
    }

    /** Begins a transaction. */
    public static Builder of(String opId) {
        return new Builder(opId);
    }

    /** Collects the steps of a transaction. */
    public static final class Builder {

        private final String opId;
        private final List<TxOp> ops = new ArrayList<>();
        private int takes;

        private Builder(String opId) {
            this.opId = opId;
        }

        /** Requires that the lease is still held. */
        public Builder fence(Lease lease) {
            return fence(lease.name(), lease.token());
        }

        Builder fence(String lease, long token) {
            return add(new Fence(lease, token));
        }

        /** Requires that the record is there, at the version unless it is {@link Tx#ANY}. */
        public Builder expect(Kind<?> kind, String id, long version) {
            return add(new Expect(kind, id, version));
        }

        /** Requires that there is no such record. */
        public Builder expectAbsent(Kind<?> kind, String id) {
            return add(new Expect(kind, id, 0));
        }

        /** Creates a record. */
        public <T> Builder create(Kind<T> kind, String id, T value) {
            return add(new Create<>(kind, id, taken -> value));
        }

        /** Creates a record whose value depends on the numbers taken. */
        public <T> Builder createWith(Kind<T> kind, String id, Function<Taken, T> value) {
            return add(new Create<>(kind, id, value));
        }

        /** Replaces the record that was read. */
        public <T> Builder update(Kind<T> kind, Rec<?> read, T value) {
            return add(new Update<>(kind, read.id(), read.version(), taken -> value));
        }

        /** Replaces the record that was read by a value that depends on the numbers taken. */
        public <T> Builder updateWith(Kind<T> kind, Rec<?> read, Function<Taken, T> value) {
            return add(new Update<>(kind, read.id(), read.version(), value));
        }

        /** Removes the record that was read. */
        public Builder delete(Kind<?> kind, Rec<?> read) {
            return add(new Delete(kind, read.id(), read.version()));
        }

        /** Makes the pool unless there is one of that name. */
        public Builder define(PoolSpec pool) {
            return add(new Define(pool));
        }

        /**
         * Takes the number that has been free longest.
         *
         * @return the index at which {@link Taken#item} tells it
         */
        public int take(String pool, String owner) {
            return take(pool, owner, ANY);
        }

        /** Takes this number of the pool. */
        public int take(String pool, String owner, long item) {
            ops.add(new Take(pool, owner, item));
            return takes++;
        }

        /** Gives a number back. */
        public Builder give(String pool, String owner, long item) {
            return add(new Give(pool, owner, item));
        }

        /** Changes a quota's use, up or down. */
        public Builder quota(String scope, long delta, long limit) {
            return add(new Quota(scope, delta, limit));
        }

        /** Returns the transaction. */
        public Tx build() {
            return new Tx(opId, ops);
        }

        private Builder add(TxOp op) {
            ops.add(op);
            return this;
        }
    }
}
