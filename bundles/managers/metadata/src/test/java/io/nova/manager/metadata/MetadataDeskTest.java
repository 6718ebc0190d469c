package io.nova.manager.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.compute.GuestLookup;
import io.nova.api.compute.IdentityDocumentSigner;
import io.nova.api.compute.ZoneService;
import io.nova.api.network.AddressService;
import io.nova.api.network.VpcService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.HostId;
import io.nova.model.ProjectId;
import io.nova.model.compute.Instance;
import io.nova.model.network.Ipv4;
import io.nova.protocol.MetadataReply;
import io.nova.protocol.MetadataRequest;
import io.nova.reconcile.MutableClock;
import io.nova.spi.messaging.MessagingException;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whom the desk tells nothing; what it tells is seen where a front end asks it over a bus. */
class MetadataDeskTest {

    private static final HostId HOST = new HostId("h1");
    private static final MetadataRequest QUESTION =
            new MetadataRequest(new Ipv4("10.0.0.7"), "user-data");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicLong nanos = new AtomicLong();
    private int lookedUp;
    private final MetadataDesk desk =
            new MetadataDesk(
                    new MetadataManager(
                            new Nobody(),
                            unasked(InstanceVolumeService.class),
                            unasked(AddressService.class),
                            unasked(VpcService.class),
                            unasked(ZoneService.class),
                            unasked(IdentityDocumentSigner.class)),
                    new SteppedMessageBus(clock, clock::advanceTo),
                    nanos::get);

    @Test
    void aBusThatDoesNotProveWhichHostAsksIsToldNothing() {
        MessagingException refused =
                assertThrows(
                        MessagingException.class, () -> desk.answer(Optional.empty(), QUESTION));
        assertEquals(MessagingException.Kind.REMOTE, refused.kind());
        assertEquals(0, lookedUp);
    }

    @Test
    void aHostIsToldNothingOfAnAddressThatNobodyHas() {
        assertEquals(MetadataReply.NONE, desk.answer(Optional.of(HOST), QUESTION));
    }

    @Test
    void aHostThatAsksWithoutEndIsHeldUpAndNoOther() {
        int answered = 0;
        while (answered < 10_000 && isAnswered(HOST)) {
            answered++;
        }
        assertEquals(1_000, answered);
        assertEquals(1_000, lookedUp, "what is refused costs no look");
        assertEquals(true, isAnswered(new HostId("h2")));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(true, isAnswered(HOST));
    }

    private boolean isAnswered(HostId host) {
        try {
            return desk.answer(Optional.of(host), QUESTION).guest().isEmpty();
        } catch (MessagingException tooOften) {
            assertEquals(MessagingException.Kind.OVERLOADED, tooOften.kind());
            return false;
        }
    }

    private final class Nobody implements GuestLookup {

        @Override
        public Optional<Instance> findByAddress(Ipv4 address) {
            lookedUp++;
            return Optional.empty();
        }

        @Override
        public List<Instance> withKey(ProjectId project, String keyName) {
            throw new UnsupportedOperationException();
        }
    }

    private static <T> T unasked(Class<T> service) {
        return service.cast(
                Proxy.newProxyInstance(
                        service.getClassLoader(),
                        new Class<?>[] {service},
                        (proxy, called, arguments) -> {
                            throw new UnsupportedOperationException(called.getName());
                        }));
    }
}
