package io.nova.driver.state.redis;

import java.util.ArrayList;
import java.util.List;

/** The arguments of a script, one after the other. */
final class Args {

    private final List<byte[]> args = new ArrayList<>();

    static Args of(String... texts) {
        Args args = new Args();
        for (String text : texts) {
            args.add(text);
        }
        return args;
    }

    Args add(String text) {
        return add(Forms.bytes(text));
    }

    Args add(long number) {
        return add(Forms.bytes(number));
    }

    Args add(byte[] bytes) {
        args.add(bytes);
        return this;
    }

    List<byte[]> all() {
        return args;
    }
}
