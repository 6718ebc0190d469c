package io.nova.driver.state.redis;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Tx;
import io.nova.spi.state.TxOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a transaction as the script has them, and what it says of one that it refuses. */
final class Steps {

    private Steps() {}

    /** Returns the steps: a letter and four arguments each. */
    static Args of(List<TxOp> ops) {
        Args args = new Args().add(ops.size());
        ops.forEach(op -> add(args, op));
        return args;
    }

    private static void add(Args args, TxOp op) {
        if (op instanceof TxOp.Create<?> create) {
            args.add("C").add(create.kind().name()).add(create.id()).add("");
        } else if (op instanceof TxOp.Update<?> update) {
            args.add("U").add(update.kind().name()).add(update.id()).add(update.version());
        } else if (op instanceof TxOp.Delete delete) {
            args.add("D").add(delete.kind().name()).add(delete.id()).add(delete.version());
        } else if (op instanceof TxOp.Expect expect) {
            args.add("E").add(expect.kind().name()).add(expect.id()).add(expect.version());
        } else if (op instanceof TxOp.Define define) {
            define(args, define.pool());
            return;
        } else if (op instanceof TxOp.Take take) {
            String item = take.item() == Tx.ANY ? "" : item(take.item());
            args.add("T").add(take.pool()).add(take.owner()).add(item);
        } else if (op instanceof TxOp.Give give) {
            args.add("G").add(give.pool()).add(give.owner()).add(item(give.item()));
        } else if (op instanceof TxOp.Quota quota) {
            quota(args, quota);
            return;
        } else if (op instanceof TxOp.Fence fence) {
            args.add("F").add(fence.lease()).add(fence.token()).add("");
        } else {
            throw new IllegalArgumentException("unknown step: " + op);
        }
        args.add("");
    }

    private static void define(Args args, PoolSpec pool) {
        args.add("P")
                .add(pool.name())
                .add(Forms.hex(pool.first()))
                .add(Forms.hex(pool.last()))
                .add(pool.cooling().toMillis());
    }

    private static void quota(Args args, TxOp.Quota quota) {
        args.add("Q").add(quota.scope()).add(quota.delta() < 0 ? "-" : "+");
        // As unsigned, the least number is its own negation.
        args.add(Forms.hex(Math.abs(quota.delta())));
        // Below nothing is as little as nothing.
        args.add(Forms.hex(Math.max(0, quota.limit())));
    }

    /** What is below every pool stands for what no pool has. */
    private static String item(long item) {
        return Forms.hex(item);
    }

    /**
     * Returns what a refusal means.
     *
     * @throws IllegalArgumentException if the step makes no sense
     */
    static CommitResult refusal(TxOp op, String name, @Nullable Object detail) {
        String more = detail == null ? "" : Forms.text(detail);
        return switch (name) {
            case "EXISTS" -> {
                TxOp.Create<?> create = (TxOp.Create<?>) op;
                yield new CommitResult.Exists(create.kind(), create.id());
            }
            case "CONFLICT" -> conflict(op, Long.parseLong(more));
            case "EXHAUSTED" -> new CommitResult.Exhausted(((TxOp.Take) op).pool());
            case "NOTOWNER" -> {
                TxOp.Give give = (TxOp.Give) op;
                yield new CommitResult.NotOwner(give.pool(), give.item());
            }
            case "QUOTA" -> {
                TxOp.Quota quota = (TxOp.Quota) op;
                yield new CommitResult.QuotaExceeded(
                        quota.scope(), Forms.ofHex(more), quota.limit());
            }
            case "FENCED" -> new CommitResult.Fenced(((TxOp.Fence) op).lease());
            case "NOPOOL" ->
                    throw new IllegalArgumentException("no such pool: " + ((TxOp.Take) op).pool());
            default -> throw new IllegalStateException("unknown answer: " + name);
        };
    }

    private static CommitResult conflict(TxOp op, long actual) {
        if (op instanceof TxOp.Update<?> update) {
            return new CommitResult.Conflict(update.kind(), update.id(), actual);
        } else if (op instanceof TxOp.Delete delete) {
            return new CommitResult.Conflict(delete.kind(), delete.id(), actual);
        }
        TxOp.Expect expect = (TxOp.Expect) op;
        return new CommitResult.Conflict(expect.kind(), expect.id(), actual);
    }
}
