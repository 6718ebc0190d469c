package io.nova.frontend.http;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes request ids: unique, cheap, and not to be guessed from each other by eye. */
final class RequestIds {

    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT = 0x8000000000000000L;

    private final long process;
    private final AtomicLong next;

    RequestIds() {
        SecureRandom random = new SecureRandom();
        process = random.nextLong();
        next = new AtomicLong(random.nextLong());
    }

    String next() {
        // The golden ratio's odd multiple visits every value once, far apart.
        long mixed = next.incrementAndGet() * 0x9E3779B97F4A7C15L;
        long high = (process & 0xFFFF_FFFF_FFFF_0000L) | VERSION_4 | ((mixed >>> 52) & 0xFFFL);
        return new UUID(high, (mixed & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT).toString();
    }
}
