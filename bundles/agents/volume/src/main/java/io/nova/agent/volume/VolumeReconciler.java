package io.nova.agent.volume;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.protocol.ExportPlace;
import io.nova.protocol.VolumeAssignment;
import io.nova.protocol.VolumeReport;
import io.nova.reconcile.Ledger;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.Reconciler;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSpec;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one volume to what it was assigned to be, and tells what came of it. A volume that nobody
 * assigned is left alone: it holds its owner's bytes, and records may be lost.
 */
final class VolumeReconciler implements Reconciler<VolumeId> {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeReconciler.class);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final int MAX_WORDS = 500;

    private final Ledger<VolumeId, VolumeAssignment, VolumeReport> ledger;
    private final Holdings holdings;
    private final Gate<VolumeDriver> driver;
    private final Filling filling;
    private final Runnable tell;

    /** Failures that the manager decides about: until it has, the volume is not tried again. */
    private final Map<VolumeId, VolumeReport> failures = new ConcurrentHashMap<>();

    private final Set<VolumeId> strangers = ConcurrentHashMap.newKeySet();

    /**
     * @param tell asks for a report
     */
    VolumeReconciler(
            Ledger<VolumeId, VolumeAssignment, VolumeReport> ledger,
            Holdings holdings,
            Gate<VolumeDriver> driver,
            Runnable tell) {
        this.ledger = ledger;
        this.holdings = holdings;
        this.driver = driver;
        this.filling = new Filling(driver);
        this.tell = tell;
    }

    @Override
    public Outcome reconcile(VolumeId id) throws InterruptedException {
        if (!ledger.assigned() || !holdings.listed()) {
            return Outcome.done(); // The next listing or answer wakes every key.
        }
        Optional<VolumeAssignment> wanted = ledger.wanted(id);
        if (wanted.isEmpty()) {
            forget(id);
            if (holdings.find(id).isPresent() && strangers.add(id)) {
                LOG.warn("{} is on this host and no manager knows it; it is left alone", id);
            }
            return Outcome.done();
        }
        strangers.remove(id);
        try {
            return wanted.get().wanted() ? keep(wanted.get()) : remove(wanted.get());
        } catch (DriverException fault) {
            return failed(wanted.get(), fault);
        } catch (UnavailableException | UncheckedIOException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
    }

    private void forget(VolumeId id) {
        failures.remove(id);
        filling.forget(id);
    }

    private Outcome keep(VolumeAssignment wanted) throws InterruptedException {
        VolumeReport failure = failures.get(wanted.volume());
        if (failure != null && failure.generation() == wanted.generation() && wanted.fresh()) {
            return tell(wanted, failure);
        }
        failures.remove(wanted.volume());
        if (holdings.find(wanted.volume()).isEmpty()) {
            if (!wanted.fresh()) {
                // A new one would be blank, and its owner believe that it is the old one.
                return lost(wanted);
            }
            create(wanted);
        }
        if (!wanted.fresh()) {
            filling.forget(wanted.volume());
        } else if (wanted.source().isPresent()
                && !filling.step(wanted.source().get(), wanted.volume())) {
            return Outcome.again(Duration.ZERO);
        }
        return tell(wanted, true, export(wanted), "");
    }

    private Outcome lost(VolumeAssignment wanted) {
        VolumeReport report =
                new VolumeReport(
                        wanted.volume(),
                        wanted.generation(),
                        false,
                        Optional.empty(),
                        "The volume is lost on its host");
        if (ledger.tell(wanted.volume(), wanted, report)) {
            LOG.error("{} is no longer on this host", wanted.volume());
            tell.run();
        }
        return Outcome.done();
    }

    private void create(VolumeAssignment wanted) throws InterruptedException {
        VolumeId id = wanted.volume();
        driver.call(
                one -> {
                    one.create(new VolumeSpec(id, wanted.bytes()));
                    return true;
                });
        holdings.holds(new Volume(id, wanted.bytes(), Set.of(), false));
    }

    private Optional<ExportPlace> export(VolumeAssignment wanted) throws InterruptedException {
        VolumeId id = wanted.volume();
        Set<Initiator> initiators =
                wanted.initiators().stream()
                        .map(one -> new Initiator(one.host(), one.name()))
                        .collect(Collectors.toSet());
        if (initiators.isEmpty()) {
            unexport(id);
            return Optional.empty();
        }
        VolumeExport export = driver.call(one -> one.export(id, initiators));
        holdings.holds(new Volume(id, wanted.bytes(), initiators, false));
        return Optional.of(new ExportPlace(export.technology(), export.location()));
    }

    private void unexport(VolumeId id) throws InterruptedException {
        Optional<Volume> have = holdings.find(id);
        if (have.filter(one -> !one.initiators().isEmpty()).isPresent()) {
            driver.call(
                    one -> {
                        one.unexport(id);
                        return true;
                    });
            holdings.holds(new Volume(id, have.get().bytes(), Set.of(), have.get().deleting()));
        }
    }

    private Outcome remove(VolumeAssignment wanted) throws InterruptedException {
        VolumeId id = wanted.volume();
        forget(id);
        unexport(id);
        boolean gone;
        try {
            gone = driver.call(one -> one.delete(id));
        } catch (DriverException fault) {
            if (fault.kind() != DriverException.Kind.BUSY) {
                throw fault;
            }
            // It is kept for its snapshots.
            tell(wanted, true, Optional.empty(), "");
            return Outcome.again(LATER);
        }
        if (gone) {
            holdings.holdsNo(id);
        }
        tell(wanted, !gone, Optional.empty(), "");
        return gone ? Outcome.done() : Outcome.again(Duration.ZERO);
    }

    private Outcome failed(VolumeAssignment wanted, DriverException fault) {
        boolean temporary =
                fault.kind() == DriverException.Kind.BUSY
                        || fault.kind() == DriverException.Kind.UNREACHABLE;
        if (temporary || !wanted.wanted() || !wanted.fresh()) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        VolumeReport failure =
                new VolumeReport(
                        wanted.volume(),
                        wanted.generation(),
                        false,
                        Optional.empty(),
                        words(fault));
        failures.put(wanted.volume(), failure);
        return tell(wanted, failure);
    }

    /** Short enough for a report of many, and never empty, which would be no failure. */
    static String words(DriverException fault) {
        String words = String.valueOf(fault.getMessage());
        if (words.isBlank()) {
            return fault.kind().toString();
        }
        return words.length() > MAX_WORDS ? words.substring(0, MAX_WORDS) : words;
    }

    private Outcome tell(
            VolumeAssignment of, boolean there, Optional<ExportPlace> export, String failure) {
        return tell(of, new VolumeReport(of.volume(), of.generation(), there, export, failure));
    }

    private Outcome tell(VolumeAssignment of, VolumeReport report) {
        if (ledger.tell(of.volume(), of, report)) {
            tell.run();
        }
        return Outcome.done();
    }
}
