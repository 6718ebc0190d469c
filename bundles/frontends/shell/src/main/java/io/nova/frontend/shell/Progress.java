package io.nova.frontend.shell;

import java.io.PrintStream;

/** Says how far a copy is, a line for each tenth. */
final class Progress {

    private static final int STEPS = 10;

    private final PrintStream out;
    private final String what;
    private final long whole;
    private long done;
    private long said;

    /**
     * @param out where to say it, beside what the command prints
     * @param what is copied
     */
    Progress(PrintStream out, String what, long whole) {
        this.out = out;
        this.what = what;
        this.whole = whole;
    }

    void add(long bytes) {
        done += bytes;
        long step = whole == 0 ? STEPS : done * STEPS / whole;
        if (step > said) {
            said = step;
            out.println("%s: %d %% of %d MiB".formatted(what, step * 100 / STEPS, whole >> 20));
        }
    }
}
