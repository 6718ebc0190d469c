package io.nova.remote.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.metadata.GuestMetadata;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.network.Ipv4;
import io.nova.protocol.MetadataProtocol;
import io.nova.protocol.MetadataReply;
import io.nova.protocol.MetadataRequest;
import io.nova.reconcile.MutableClock;
import io.nova.spi.messaging.Subscription;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RemoteMetadataTest {

    private static final Ipv4 ADDRESS = new Ipv4("10.0.0.7");
    private static final byte[] BYTES = {0, (byte) 0xff, '\n'};

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicLong nanos = new AtomicLong();
    private final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    private final RemoteMetadata remote =
            new RemoteMetadata(bus, clock, new IdSource(new Random(7)), nanos::get);
    private final List<MetadataRequest> asked = new ArrayList<>();

    private Subscription answers(MetadataReply reply) {
        return answers(CompletableFuture.completedStage(reply));
    }

    private Subscription answers(CompletionStage<MetadataReply> reply) {
        return MetadataProtocol.READ.serve(
                bus,
                MetadataProtocol.MANAGER,
                10,
                request -> {
                    asked.add(request);
                    return reply;
                });
    }

    private static MetadataReply reply(Optional<byte[]> content, String trouble) {
        return new MetadataReply(
                Optional.of(
                        new MetadataReply.Guest(
                                new InstanceId("i-00000000000000001"),
                                new ProjectId("123456789012"),
                                new MetadataOptions(true, true, 3, false),
                                content.map(Base64.getEncoder()::encodeToString),
                                trouble)));
    }

    @Test
    void tellsWhatAManagerSays() {
        answers(reply(Optional.of(BYTES), ""));
        GuestMetadata guest = remote.find(ADDRESS, "user-data").orElseThrow();
        assertEquals(new InstanceId("i-00000000000000001"), guest.instance());
        assertEquals(new ProjectId("123456789012"), guest.project());
        assertEquals(new MetadataOptions(true, true, 3, false), guest.options());
        assertEquals(Optional.of(ByteBuffer.wrap(BYTES)), guest.content().read());
        assertEquals(List.of(new MetadataRequest(ADDRESS, "user-data")), asked);
    }

    @Test
    void whatIsNotThereIsNotThereAndWhoIsNoGuestHasNothing() {
        Subscription first = answers(reply(Optional.empty(), ""));
        assertEquals(
                Optional.empty(), remote.find(ADDRESS, "fnord").orElseThrow().content().read());
        first.close();
        answers(MetadataReply.NONE);
        assertTrue(remote.find(ADDRESS, "user-data").isEmpty());
    }

    @Test
    void whatCannotBeToldNowIsToldApartFromWhoAsks() {
        answers(reply(Optional.empty(), "no key"));
        GuestMetadata guest = remote.find(ADDRESS, "dynamic").orElseThrow();
        UnavailableException later =
                assertThrows(UnavailableException.class, () -> guest.content().read());
        assertEquals("no key", later.getMessage());
    }

    /** Whoever has the address next may read nothing of who had it before. */
    @Test
    void eachReadAsksAnew() {
        Subscription before = answers(reply(Optional.of(BYTES), ""));
        remote.find(ADDRESS, "user-data");
        before.close();
        answers(MetadataReply.NONE);
        assertTrue(remote.find(ADDRESS, "user-data").isEmpty());
        assertEquals(2, asked.size());
    }

    @Test
    void withoutAManagerItIsUnavailableAtOnceAndWithASilentOneAfterAWhile() {
        Instant begin = clock.instant();
        assertThrows(UnavailableException.class, () -> remote.find(ADDRESS, ""));
        assertEquals(begin, clock.instant());
        answers(new CompletableFuture<>());
        assertThrows(UnavailableException.class, () -> remote.find(ADDRESS, ""));
        assertEquals(Duration.ofSeconds(5), Duration.between(begin, clock.instant()));
    }

    @Test
    void aGuestThatAsksWithoutEndIsHeldUpAndNobodyElse() {
        answers(MetadataReply.NONE);
        int answered = 0;
        while (answered < 10_000 && isAnswered(ADDRESS)) {
            answered++;
        }
        assertEquals(200, answered);
        assertEquals(200, asked.size());
        assertTrue(isAnswered(new Ipv4("10.0.0.8")));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertTrue(isAnswered(ADDRESS));
    }

    private boolean isAnswered(Ipv4 address) {
        try {
            return remote.find(address, "").isEmpty();
        } catch (UnavailableException tooOften) {
            return false;
        }
    }
}
