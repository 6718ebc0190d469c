package io.nova.agent.compute;

import io.nova.agent.compute.VolumeConnectors.Answers;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.protocol.Ack;
import io.nova.protocol.Attachments;
import io.nova.protocol.Attachments.Wanted;
import io.nova.protocol.AttachmentsReport;
import io.nova.protocol.AttachmentsRequest;
import io.nova.protocol.Pager;
import io.nova.protocol.VolumeProtocol;
import io.nova.reconcile.Ledger;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Reconciler;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.volume.VolumeConnector;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A host's four kinds of work on its guests' volumes: to ask which they should have, to list the
 * connections, to bring each about, and to tell what came of it. A host without any connector asks
 * for nothing.
 */
final class AttachmentWork implements AutoCloseable {

    private static final String THE_ONE = "host";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How many volumes a report tells of, so that it fits a message. */
    private static final int BATCH = 200;

    private final HostId host;
    private final MessageBus bus;
    private final GuestVolumes volumes;
    private final VolumeConnectors connectors;
    private final Runnable known;
    private final Clock clock;
    private final IdSource ids;
    private final Work<String> asking;
    private final Work<String> listing;
    private final Work<VolumeId> attaching;
    private final Work<String> telling;
    private final Subscription subscription;
    private boolean inFlight;
    private boolean askAgain;

    /**
     * @param known runs after each answer, when it is known what guests are to have
     */
    AttachmentWork(
            ComputeHost.Settings settings,
            ReconcileEngine engine,
            MessageBus bus,
            GuestVolumes volumes,
            VolumeConnectors connectors,
            Reconciler<VolumeId> reconciler,
            Runnable known,
            Clock clock,
            IdSource ids) {
        this.host = settings.host();
        this.bus = bus;
        this.volumes = volumes;
        this.connectors = connectors;
        this.known = known;
        this.clock = clock;
        this.ids = ids;
        String name = "compute-" + host + "-volumes";
        telling =
                engine.start(single(name + "-tell", settings).reconciler(key -> report()).build());
        attaching =
                engine.start(
                        WorkSpec.<VolumeId>named(name)
                                .reconciler(reconciler)
                                .workers(settings.parallel())
                                .keys(volumes::all)
                                .resync(settings.resync())
                                .backoff(Duration.ofMillis(200), Duration.ofSeconds(10))
                                .deadline(settings.deadline())
                                .build());
        listing = engine.start(single(name + "-list", settings).reconciler(key -> list()).build());
        asking = engine.start(single(name + "-ask", settings).reconciler(key -> ask()).build());
        subscription =
                VolumeProtocol.WAKE.serve(
                        bus,
                        VolumeProtocol.guests(host),
                        1,
                        hint -> {
                            hinted();
                            return CompletableFuture.completedStage(Ack.OK);
                        });
    }

    private static WorkSpec.Builder<String> single(String name, ComputeHost.Settings settings) {
        return WorkSpec.<String>named(name)
                .keys(() -> List.of(THE_ONE))
                .resync(settings.resync())
                .backoff(Duration.ofMillis(200), Duration.ofSeconds(10))
                .deadline(settings.deadline());
    }

    /** The manager has news, or a launch must know all volumes of its guest. */
    void hinted() {
        asking.wake(THE_ONE);
    }

    /** There is something to tell. */
    void tellSoon() {
        telling.wake(THE_ONE);
    }

    /** A guest came, went or changed: it may take a volume now, or have let one go. */
    void guestChanged(InstanceId instance) {
        volumes.volumesOf(instance).forEach(attaching::wake);
    }

    /** It was not known until now which guests there are. */
    void guestsListed() {
        attaching.wakeAll();
    }

    /** A connector came or went. */
    void connectorChanged(String technology) {
        volumes.forgetConnections(technology);
        asking.wake(THE_ONE);
        listing.wake(THE_ONE);
        attaching.wakeAll();
    }

    private Outcome list() throws InterruptedException {
        if (!connectors.isOpen() || !volumes.assigned()) {
            return Outcome.done(); // The connector that comes, or the first answer, has it listed.
        }
        Answers<Collection<VolumeConnector.Connection>> there =
                connectors.ask(VolumeConnector::connections);
        there.answers()
                .forEach(
                        (technology, some) ->
                                volumes.list(
                                                technology,
                                                some.stream()
                                                        .map(VolumeConnector.Connection::volume)
                                                        .toList())
                                        .forEach(attaching::wake));
        return outcome(there.trouble());
    }

    private Outcome ask() throws InterruptedException {
        Answers<String> initiators = connectors.ask(one -> one.initiator().name());
        if (initiators.answers().isEmpty()) {
            return outcome(initiators.trouble()); // The connector that comes has it asked.
        }
        synchronized (this) {
            if (inFlight) {
                askAgain = true; // What is older never overtakes what is newer.
                return Outcome.done();
            }
            inFlight = true;
            askAgain = false;
        }
        try {
            ask(initiators.answers());
        } catch (RuntimeException e) {
            answered();
            throw e;
        }
        return outcome(initiators.trouble());
    }

    private static Outcome outcome(String trouble) {
        return trouble.isEmpty() ? Outcome.done() : Outcome.retry(trouble);
    }

    private void ask(Map<String, String> initiators) {
        long question = volumes.asks();
        var unused =
                new Pager<>(
                                VolumeProtocol.ATTACHMENTS,
                                after -> AttachmentsRequest.of(host, initiators, after),
                                Attachments::next)
                        .ask(bus, VolumeProtocol.MANAGER, clock, ids, PATIENCE)
                        .whenComplete(
                                (pages, fault) -> {
                                    if (fault == null) {
                                        take(question, pages);
                                    }
                                    answered();
                                });
    }

    private void answered() {
        boolean again;
        synchronized (this) {
            inFlight = false;
            again = askAgain;
        }
        if (again) {
            asking.wake(THE_ONE);
        }
    }

    private void take(long question, List<Attachments> pages) {
        boolean first = !volumes.assigned();
        Map<VolumeId, Wanted> wanted = new LinkedHashMap<>();
        pages.forEach(page -> page.volumes().forEach(one -> wanted.put(one.volume(), one)));
        if (volumes.isAnother(pages.get(0).history())) {
            attaching.wakeAll();
        }
        volumes.assign(question, wanted).forEach(attaching::wake);
        known.run();
        if (first) {
            listing.wake(THE_ONE);
        }
    }

    private Outcome report() {
        List<Ledger.Entry<VolumeId, Wanted, AttachmentsReport.Seen>> entries =
                volumes.untold(BATCH);
        if (entries.isEmpty()) {
            return Outcome.done();
        }
        AttachmentsReport report =
                new AttachmentsReport(host, entries.stream().map(Ledger.Entry::report).toList());
        var unused =
                VolumeProtocol.ATTACHED
                        .call(
                                bus,
                                VolumeProtocol.MANAGER,
                                report,
                                ids.hex(16),
                                "",
                                clock.instant().plus(PATIENCE))
                        .whenComplete(
                                (ack, fault) -> {
                                    if (fault == null) {
                                        volumes.acknowledged(entries);
                                        if (!volumes.untold(1).isEmpty()) {
                                            telling.wake(THE_ONE);
                                        }
                                    }
                                });
        return Outcome.done();
    }

    @Override
    public void close() {
        subscription.close();
        List.of(asking, listing, attaching, telling).forEach(Work::close);
    }
}
