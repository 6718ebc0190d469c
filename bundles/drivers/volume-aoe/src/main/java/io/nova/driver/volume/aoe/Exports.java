package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.BROKEN;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.MacAddress;
import io.nova.aoe.TargetConfig;
import io.nova.blockstore.Backoff;
import io.nova.blockstore.Detached;
import io.nova.blockstore.Disk;
import io.nova.blockstore.Export;
import io.nova.blockstore.ExportTerms;
import io.nova.blockstore.Processes;
import io.nova.blockstore.Processes.Found;
import io.nova.blockstore.VolumeExports;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeExport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the vblades of the host to what the records say. Under the store's lock. */
final class Exports implements VolumeExports {

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final String SLOTS = "slots";
    // vblade has room for 32 addresses in its mask.
    private static final int INITIATORS_MOST = 16;

    private final Settings settings;
    private final Devices devices;
    private final Slots slots;
    private final Backoff<VolumeId> backoff = new Backoff<>();
    // What was there and had its name when last seen.
    private final Map<Vblade, Found> seen = new ConcurrentHashMap<>();

    Exports(Settings settings, Clock clock) {
        this.settings = settings;
        devices = new Devices(new Links(settings));
        slots =
                new Slots(
                        settings.store().directory().resolve(SLOTS),
                        settings.shelves(),
                        settings.rest(),
                        clock);
    }

    @Override
    public ExportTerms terms(VolumeId volume, Collection<Export> others)
            throws InterruptedException {
        Set<AoeAddress> held = others.stream().map(Exports::address).collect(Collectors.toSet());
        try (Asking asking = Asking.on(devices.look().initiator())) {
            AoeAddress address = slots.take(volume, held, asking::answering);
            return new ExportTerms(Optional.of(address.toString()));
        }
    }

    @Override
    public VolumeExport describe(Export export) {
        return new VolumeExport(
                export.volume(), Settings.TECHNOLOGY, address(export).toString(), Optional.empty());
    }

    @Override
    public void ensure(Export export) throws InterruptedException {
        Vblade wanted = vblade(export, devices.recent());
        List<Found> all = writers();
        Optional<Found> there = wanted.among(all);
        Processes.end(
                all.stream()
                        .filter(process -> !there.equals(Optional.of(process)))
                        .filter(process -> serves(process, export.file(), wanted.address()))
                        .toList());
        if (there.isPresent() && there.get().isStopped()) {
            // For the moment of a snapshot; it is looked at again.
            return;
        }
        Found process = there.isPresent() ? there.get() : start(wanted);
        name(wanted);
        seen.put(wanted, process);
    }

    @Override
    public void end(VolumeId volume) throws InterruptedException {
        Processes.end(writers(volume));
        seen.keySet().removeIf(vblade -> vblade.volume().equals(volume));
        backoff.forget(volume);
        slots.free(volume);
        Path log = log(volume);
        Disk.attempt("delete " + log, () -> Files.deleteIfExists(log));
    }

    @Override
    public void revive(Collection<Export> exports) throws InterruptedException {
        Optional<DriverException> failure = Optional.empty();
        for (Export export : exports) {
            Devices.Pair pair = devices.recent();
            try {
                revive(export, pair);
            } catch (DriverException e) {
                // The others go on.
                failure = failure.or(() -> Optional.of(e));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void revive(Export export, Devices.Pair pair) throws InterruptedException {
        Vblade wanted = vblade(export, pair);
        Found last = seen.get(wanted);
        if (last != null && last.isThere()) {
            return;
        }
        if (seen.remove(wanted) != null) {
            LOG.warn(
                    "vblade of {} ended and is started again: {}",
                    export.volume(),
                    Detached.lastWords(log(export.volume())));
        }
        if (backoff.isDue(export.volume())) {
            backoff.started(export.volume());
            ensure(export);
        }
    }

    @Override
    public void sweep(Collection<Export> exports) throws InterruptedException {
        Map<AoeAddress, VolumeId> exported = new TreeMap<>();
        exports.forEach(export -> exported.put(address(export), export.volume()));
        Processes.end(
                writers().stream()
                        .filter(
                                process ->
                                        exports.stream().noneMatch(export -> isOf(process, export)))
                        .toList());
        slots.sweep(exported);
        exports.forEach(export -> Detached.bound(log(export.volume())));
        if (!exports.isEmpty()) {
            warnOfOthers(exported.keySet());
        }
    }

    @Override
    public List<Found> writers(VolumeId volume) {
        return Processes.with(
                settings.vblade(),
                settings.store().directory().resolve(volume + ".raw").toString());
    }

    @Override
    public List<Found> writers() {
        return Processes.with(settings.vblade(), settings.store().directory() + "/");
    }

    private Found start(Vblade wanted) throws InterruptedException {
        Disk.directory(settings.runDirectory(), "rwx--x--x");
        try {
            // Just now, and not a few seconds ago.
            devices.look();
            return Detached.start(wanted.argv(), log(wanted.volume()));
        } catch (DriverException e) {
            devices.forget();
            throw e;
        }
    }

    // The name is in vblade's memory only, and goes with it.
    private void name(Vblade wanted) throws InterruptedException {
        Devices.Pair pair = devices.recent();
        try (Asking asking = Asking.on(pair.initiator())) {
            TargetConfig answer = asking.one(wanted.address(), ANSWER);
            if (!answer.mac().equals(pair.exports().mac())) {
                throw new DriverException(
                        BROKEN,
                        "%s is exported at %s too: give each host a shelf of its own"
                                .formatted(wanted.address(), answer.mac()));
            }
            if (!answer.name().equals(wanted.volume().value())) {
                asking.name(wanted.address(), wanted.volume(), ANSWER);
            }
        } catch (DriverException e) {
            String said = Detached.lastWords(log(wanted.volume()));
            throw new DriverException(e.kind(), e.getMessage() + "; vblade said: " + said, e);
        }
    }

    private void warnOfOthers(Set<AoeAddress> ours) throws InterruptedException {
        Devices.Pair pair = devices.look();
        try (Asking asking = Asking.on(pair.initiator())) {
            for (TargetConfig answer : asking.all(AoeAddress.ALL)) {
                if (ours.contains(answer.address()) && !answer.mac().equals(pair.exports().mac())) {
                    LOG.warn(
                            "{} is exported at {} too: give each host a shelf of its own",
                            answer.address(),
                            answer.mac());
                }
            }
        }
    }

    private static boolean serves(Found process, Path file, AoeAddress address) {
        return process.argv().contains(file.toString())
                || Vblade.addressOf(process).equals(Optional.of(address));
    }

    private static boolean isOf(Found process, Export export) {
        return process.argv().contains(export.file().toString())
                && Vblade.addressOf(process).equals(Optional.of(address(export)));
    }

    private Vblade vblade(Export export, Devices.Pair pair) {
        List<MacAddress> allowed = new ArrayList<>();
        for (Initiator initiator : export.initiators()) {
            allowed.add(mac(initiator));
        }
        if (allowed.size() > INITIATORS_MOST) {
            throw new DriverException(BROKEN, "too many initiators for " + export.volume());
        }
        return new Vblade(
                settings.vblade(),
                export.volume(),
                address(export),
                pair.exports().name(),
                // This host has to name it.
                Stream.concat(allowed.stream(), Stream.of(pair.initiator().mac()))
                        .distinct()
                        .sorted((a, b) -> Long.compare(a.bits(), b.bits()))
                        .toList(),
                export.file(),
                export.bytes(),
                settings.buffers(),
                settings.sync());
    }

    /** Reads the Ethernet address that an initiator is known by. */
    static MacAddress mac(Initiator initiator) {
        try {
            return MacAddress.parse(initiator.name());
        } catch (IllegalArgumentException e) {
            throw new DriverException(BROKEN, "no Ethernet address of an initiator: " + initiator);
        }
    }

    private static AoeAddress address(Export export) {
        String address = export.terms().address().orElse("none");
        try {
            return AoeAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new DriverException(
                    BROKEN, "the record of %s has no address: %s".formatted(export, address), e);
        }
    }

    private Path log(VolumeId volume) {
        return settings.runDirectory().resolve(volume + ".log");
    }
}
