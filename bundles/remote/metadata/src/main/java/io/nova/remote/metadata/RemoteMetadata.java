package io.nova.remote.metadata;

import io.nova.api.metadata.GuestMetadata;
import io.nova.api.metadata.MetadataService;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.model.limit.TokenBuckets;
import io.nova.model.network.Ipv4;
import io.nova.protocol.MetadataProtocol;
import io.nova.protocol.MetadataReply;
import io.nova.protocol.MetadataRequest;
import io.nova.spi.messaging.MessageBus;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.MDC;

/**
 * Asks a manager over the bus, at each read: what a guest is told is never old, and nobody who gets
 * the address of one that has ended reads what was that one's. Where a manager is on this host, it
 * is asked instead.
 */
@Component(property = Constants.SERVICE_RANKING + ":Integer=-100")
public final class RemoteMetadata implements MetadataService {

    private static final String PART = "metadata";

    /** How long a guest waits for a manager: less than any client waits for this service. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Questions under way at once, for all guests of this host. */
    private static final int AT_ONCE = 32;

    private static final Duration TURN = Duration.ofSeconds(1);

    /** What a guest may ask: it boots with some 50 questions. */
    private static final int BURST = 200;

    private static final int PER_SECOND = 50;

    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final LongSupplier nanos;
    private final TokenBuckets<Ipv4> questions;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    @Activate
    public RemoteMetadata(
            @Reference MessageBus bus, @Reference Clock clock, @Reference IdSource ids) {
        this(bus, clock, ids, System::nanoTime);
    }

    RemoteMetadata(MessageBus bus, Clock clock, IdSource ids, LongSupplier nanos) {
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
        this.nanos = nanos;
        this.questions = new TokenBuckets<>(BURST, PER_SECOND, nanos.getAsLong());
    }

    @Override
    public Optional<GuestMetadata> find(Ipv4 address, String path) {
        if (!questions.take(address, 1, nanos.getAsLong()).isZero()) {
            throw new UnavailableException(PART, address + " asks too often");
        }
        try {
            return ask(new MetadataRequest(address, path)).guest().map(RemoteMetadata::guest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(PART, "This host stops to answer", e);
        }
    }

    private MetadataReply ask(MetadataRequest request) throws InterruptedException {
        if (!turns.tryAcquire(TURN.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new UnavailableException(PART, "Too many guests ask at once");
        }
        try {
            return await(
                    MetadataProtocol.READ.call(
                            bus,
                            MetadataProtocol.MANAGER,
                            request,
                            ids.hex(16),
                            Optional.ofNullable(MDC.get(MessageBus.MDC_REQUEST_ID)).orElse(""),
                            clock.instant().plus(PATIENCE)));
        } finally {
            turns.release();
        }
    }

    private static MetadataReply await(CompletableFuture<MetadataReply> answer)
            throws InterruptedException {
        try {
            // The bus ends it at its deadline; this is for one that does not.
            return answer.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UnavailableException(
                    PART, "No manager answers this host: " + cause.getMessage(), cause);
        }
    }

    private static GuestMetadata guest(MetadataReply.Guest told) {
        return new GuestMetadata(
                told.instance(), told.project(), told.options(), () -> content(told));
    }

    private static Optional<ByteBuffer> content(MetadataReply.Guest told) {
        if (!told.trouble().isEmpty()) {
            throw new UnavailableException(PART, told.trouble());
        }
        return told.content().map(text -> ByteBuffer.wrap(Base64.getDecoder().decode(text)));
    }
}
