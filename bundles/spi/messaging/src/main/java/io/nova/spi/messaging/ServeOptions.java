package io.nova.spi.messaging;

/**
 * How a server takes messages.
 *
 * @param concurrency the most that it handles at once
 * @param minVersion the oldest version of the body that it understands
 * @param maxVersion the newest
 */
public record ServeOptions(int concurrency, int minVersion, int maxVersion) {

    public ServeOptions {
        if (concurrency < 1 || minVersion > maxVersion) {
            throw new IllegalArgumentException("no options: " + concurrency);
        }
    }
}
