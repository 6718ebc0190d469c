package io.nova.manager.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final InstanceId INSTANCE = new InstanceId("i-00000000000000001");
    private static final HostId OWNER = new HostId("h2");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final Refusals refusals = new Refusals(nanos::get);

    @Test
    void whoGoesOnAskingUnderManyNamesFillsNoLog() {
        for (int i = 0; i < 1_000; i++) {
            refusals.add(new HostId("h" + i), INSTANCE, OWNER);
        }
        assertEquals(1, refusals.lines());
    }

    @Test
    void whoStillAsksLaterIsToldOfAgain() {
        refusals.add(new HostId("h1"), INSTANCE, OWNER);
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        refusals.add(new HostId("h1"), INSTANCE, OWNER);
        assertEquals(1, refusals.lines());
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        refusals.add(new HostId("h1"), INSTANCE, OWNER);
        assertEquals(2, refusals.lines());
    }
}
