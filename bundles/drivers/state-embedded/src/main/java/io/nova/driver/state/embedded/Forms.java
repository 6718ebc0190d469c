package io.nova.driver.state.embedded;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The stored forms of all but records. */
final class Forms {

    private static final int OWNED = 1;
    private static final int RESTED = 2;

    /** An operation that took effect. */
    record Done(CommitResult.Ok result, long at) {}

    private Forms() {}

    static byte[] number(long value) {
        return new Bytes(Long.BYTES).number(value).done();
    }

    static long number(byte[] bytes) {
        return new Bytes.Reader(bytes, 0).number();
    }

    static byte[] done(CommitResult.Ok ok, long at) {
        Bytes bytes = new Bytes(64).number(at).number(ok.seq()).sized(ok.epoch());
        bytes.size(ok.items().size());
        ok.items().forEach(bytes::number);
        return bytes.done();
    }

    static Done done(byte[] bytes) {
        var reader = new Bytes.Reader(bytes, 0);
        long at = reader.number();
        long seq = reader.number();
        String epoch = reader.sized();
        int count = reader.size();
        List<Long> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(reader.number());
        }
        return new Done(new CommitResult.Ok(epoch, seq, items), at);
    }

    static byte[] lease(Lease lease) {
        return new Bytes(32)
                .number(lease.token())
                .number(lease.until().toEpochMilli())
                .rest(lease.owner())
                .done();
    }

    static Lease lease(String name, byte[] bytes) {
        var reader = new Bytes.Reader(bytes, 0);
        long token = reader.number();
        Instant until = Instant.ofEpochMilli(reader.number());
        return new Lease(name, reader.rest(), token, until);
    }

    static byte[] pool(Pool pool) {
        PoolSpec spec = pool.spec();
        return new Bytes(4 * Long.BYTES)
                .number(spec.first())
                .number(spec.last())
                .number(spec.cooling().toMillis())
                .number(pool.next())
                .done();
    }

    static Pool pool(String name, byte[] bytes) {
        var reader = new Bytes.Reader(bytes, 0);
        long first = reader.number();
        long last = reader.number();
        Duration cooling = Duration.ofMillis(reader.number());
        return new Pool(new PoolSpec(name, first, last, cooling), reader.number());
    }

    static byte[] owned(String owner) {
        return new Bytes(owner.length() + 1).one(OWNED).rest(owner).done();
    }

    static byte[] rested(long ready) {
        return new Bytes(9).one(RESTED).number(ready).done();
    }

    static boolean isOwned(byte[] item) {
        return item[0] == OWNED;
    }

    static String owner(byte[] item) {
        return new Bytes.Reader(item, 1).rest();
    }

    static long ready(byte[] item) {
        return new Bytes.Reader(item, 1).number();
    }
}
