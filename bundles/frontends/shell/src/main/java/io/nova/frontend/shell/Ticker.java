package io.nova.frontend.shell;

import java.io.PrintStream;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Says how far something is of which nobody knows the end, when it takes longer. */
final class Ticker implements LongConsumer {

    private static final long PERIOD = 2_000_000_000L;

    private final PrintStream out;
    private final String text;
    private final LongSupplier nanos;
    private long last;

    /**
     * @param out where to say it, beside what the command prints
     * @param text with a place for the number
     * @param nanos tells the time
     */
    Ticker(PrintStream out, String text, LongSupplier nanos) {
        this.out = out;
        this.text = text;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    @Override
    public void accept(long number) {
        long now = nanos.getAsLong();
        if (now - last >= PERIOD) {
            last = now;
            out.println(text.formatted(number));
        }
    }
}
