package io.nova.manager.metadata;

import static io.nova.spi.messaging.MessagingException.Kind.OVERLOADED;
import static io.nova.spi.messaging.MessagingException.Kind.REMOTE;

import io.nova.api.metadata.GuestMetadata;
import io.nova.model.HostId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.Instance;
import io.nova.model.limit.TokenBuckets;
import io.nova.protocol.MetadataProtocol;
import io.nova.protocol.MetadataReply;
import io.nova.protocol.MetadataRequest;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.Subscription;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Where hosts without managers ask what their guests read. A host is told of instances that records
 * have on it, and of no other: a guest that breaks out of its host learns nothing of those
 * elsewhere. Who the host is, the bus says.
 */
@Component(
        immediate = true,
        service = {})
public final class MetadataDesk {

    /** How many questions are answered at once. */
    private static final int CONCURRENCY = 8;

    /** What a host may ask: its guests boot with some 50 questions each. */
    private static final int BURST = 1_000;

    private static final int PER_SECOND = 500;

    private final MetadataManager metadata;
    private final LongSupplier nanos;
    private final TokenBuckets<HostId> questions;
    private final Refusals refusals;
    private final Subscription subscription;

    @Activate
    public MetadataDesk(@Reference MetadataManager metadata, @Reference MessageBus bus) {
        this(metadata, bus, System::nanoTime);
    }

    MetadataDesk(MetadataManager metadata, MessageBus bus, LongSupplier nanos) {
        this.metadata = metadata;
        this.nanos = nanos;
        this.questions = new TokenBuckets<>(BURST, PER_SECOND, nanos.getAsLong());
        this.refusals = new Refusals(nanos);
        this.subscription =
                MetadataProtocol.READ.serveReaders(
                        bus,
                        MetadataProtocol.MANAGER,
                        CONCURRENCY,
                        (reader, request) ->
                                CompletableFuture.completedStage(answer(reader, request)));
    }

    MetadataReply answer(Optional<HostId> reader, MetadataRequest request) {
        HostId host =
                reader.orElseThrow(
                        () ->
                                new MessagingException(
                                        REMOTE, "the bus does not prove which host asks"));
        if (!questions.take(host, 1, nanos.getAsLong()).isZero()) {
            throw new MessagingException(OVERLOADED, host + " asks too often");
        }
        Optional<Instance> instance = metadata.instance(request.address());
        if (instance.isEmpty()) {
            return MetadataReply.NONE;
        }
        if (!instance.get().host().equals(host)) {
            refusals.add(host, instance.get().id(), instance.get().host());
            // As if there were none: a host need not even learn which addresses are taken.
            return MetadataReply.NONE;
        }
        return new MetadataReply(Optional.of(told(metadata.of(instance.get(), request.path()))));
    }

    private static MetadataReply.Guest told(GuestMetadata guest) {
        Optional<String> content = Optional.empty();
        String trouble = "";
        try {
            content = guest.content().read().map(MetadataDesk::base64);
        } catch (UnavailableException e) {
            // That of one name: others can be read, and who may read is to be told all the same.
            trouble = String.valueOf(e.getMessage());
        }
        return new MetadataReply.Guest(
                guest.instance(), guest.project(), guest.options(), content, trouble);
    }

    private static String base64(ByteBuffer bytes) {
        return new String(Base64.getEncoder().encode(bytes).array(), StandardCharsets.US_ASCII);
    }

    /** Stops answering; hosts ask another manager. */
    @Deactivate
    public void close() {
        subscription.close();
    }
}
