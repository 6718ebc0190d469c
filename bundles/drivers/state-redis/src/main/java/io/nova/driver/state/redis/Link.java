package io.nova.driver.state.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection to a server, for one thread at a time. Nothing is ever sent twice by itself.
 *
 * <p>Every method throws {@link NotAnswered} if the server does not answer, after which the
 * connection is of no use, and {@link ErrorReply} if it refuses.
 */
final class Link implements AutoCloseable {

    private final Connection connection;
    private final HostAndPort address;
    private final String run;
    private final Keys keys;
    private final LongSupplier skewMillis;
    private long usedAt = System.nanoTime();
    private volatile boolean broken;

    /**
     * @param run names the server's process
     * @param skewMillis is added to the server's clock
     */
    Link(
            Connection connection,
            HostAndPort address,
            String run,
            Keys keys,
            LongSupplier skewMillis) {
        this.connection = connection;
        this.address = address;
        this.run = run;
        this.keys = keys;
        this.skewMillis = skewMillis;
    }

    String run() {
        return run;
    }

    boolean isBroken() {
        return broken;
    }

    long idleNanos() {
        return System.nanoTime() - usedAt;
    }

    /** Runs one command. */
    @Nullable Object call(Command command, byte[]... args) {
        send(command, args);
        return receive();
    }

    /** Runs one command for each list of arguments, in one round trip. */
    List<@Nullable Object> callAll(Command command, List<byte[][]> args) {
        args.forEach(one -> send(command, one));
        List<@Nullable Object> answers = new ArrayList<>(args.size());
        ErrorReply refused = null;
        for (int i = 0; i < args.size(); i++) {
            try {
                answers.add(receive());
            } catch (ErrorReply e) {
                // The answers to the others are on their way.
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
        return answers;
    }

    /** Runs a script on the keys of the cell. */
    List<@Nullable Object> run(Script script, Args args) {
        return run(script, null, args);
    }

    /** Runs a script that uses a key besides. */
    List<@Nullable Object> run(Script script, byte @Nullable [] key, Args args) {
        byte[][] all = arguments(script, key, args);
        try {
            return list(call(Command.EVALSHA, all));
        } catch (ErrorReply e) {
            if (!e.isNoScript()) {
                throw e;
            }
            // A server that does not know the script has not run it.
            all[0] = script.source();
            return list(call(Command.EVAL, all));
        }
    }

    /** Takes what a script answered when it was run several times in one go. */
    interface Outcomes {

        /** It answered. */
        void answered(int index, List<@Nullable Object> answer);

        /** It was refused with an error. */
        void refused(int index, ErrorReply refusal);
    }

    /** Runs a script once for each list of arguments, in their order and in one round trip. */
    void runAll(Script script, List<Args> all, Outcomes outcomes) {
        List<byte[][]> args = all.stream().map(one -> arguments(script, null, one)).toList();
        args.forEach(one -> send(Command.EVALSHA, one));
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            try {
                outcomes.answered(i, list(receive()));
            } catch (ErrorReply e) {
                if (e.isNoScript()) {
                    unknown.add(i);
                } else {
                    outcomes.refused(i, e);
                }
            }
        }
        for (int i : unknown) {
            try {
                outcomes.answered(i, run(script, all.get(i)));
            } catch (ErrorReply e) {
                outcomes.refused(i, e);
            }
        }
    }

    private byte[][] arguments(Script script, byte @Nullable [] key, Args args) {
        List<byte[]> all = new ArrayList<>();
        all.add(script.sha());
        all.add(Forms.bytes(key == null ? 1 : 2));
        all.add(keys.meta());
        if (key != null) {
            all.add(key);
        }
        all.add(Forms.bytes(run));
        all.add(Forms.bytes(skewMillis.getAsLong()));
        all.addAll(args.all());
        return all.toArray(byte[][]::new);
    }

    private void send(Command command, byte[]... args) {
        try {
            connection.sendCommand(command, args);
        } catch (JedisException e) {
            throw broken(e);
        }
    }

    private @Nullable Object receive() {
        try {
            Object answer = connection.getOne();
            usedAt = System.nanoTime();
            return answer;
        } catch (JedisConnectionException e) {
            throw broken(e);
        } catch (JedisDataException e) {
            throw new ErrorReply(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // An answer that makes no sense: what comes next would make none either.
            throw broken(e);
        }
    }

    private NotAnswered broken(RuntimeException e) {
        broken = true;
        return new NotAnswered("no answer from %s: %s".formatted(address, root(e)), e);
    }

    private static String root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : root(cause);
    }

    @SuppressWarnings("unchecked")
    static List<@Nullable Object> list(@Nullable Object answer) {
        return answer == null ? List.of() : (List<@Nullable Object>) answer;
    }

    /** Ends the connection, also while another thread waits on it. */
    @Override
    public void close() {
        broken = true;
        try {
            connection.forceDisconnect();
        } catch (IOException | JedisException e) {
            // It is of no use to anybody any more.
            return;
        }
    }
}
