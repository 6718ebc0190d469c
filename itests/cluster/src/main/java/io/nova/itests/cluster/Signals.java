package io.nova.itests.cluster;

import io.nova.itests.cloud.Command;

/** Signals to processes, each by its number. */
final class Signals {

    private Signals() {}

    static void stop(long pid) {
        send("-STOP", pid);
    }

    static void goOn(long pid) {
        send("-CONT", pid);
    }

    private static void send(String signal, long pid) {
        Command.of("kill", signal, Long.toString(pid)).run().ok();
    }
}
