package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Export;
import io.nova.blockstore.ExportTerms;
import io.nova.blockstore.Processes.Found;
import io.nova.blockstore.VolumeExports;
import io.nova.driver.volume.iscsi.TargetFiles.Known;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeExport;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the host's tgtd to what the records say. */
final class IscsiExports implements VolumeExports {

    private static final Logger LOG = LoggerFactory.getLogger(IscsiExports.class);
    private static final int WORD_BYTES = 8;

    private final Settings settings;
    private final HostKey key;
    private final Tgtd tgtd;
    private final SecureRandom random = new SecureRandom();
    // What was seen to be as it should, of which process: not all must be looked through again.
    private Optional<Found> process = Optional.empty();
    private Set<Target> good = new HashSet<>();

    IscsiExports(Settings settings) {
        this.settings = settings;
        key = HostKey.of(settings.store().directory(), Settings.FILE);
        tgtd = new Tgtd(settings, key);
    }

    @Override
    public ExportTerms terms(VolumeId volume, Collection<Export> others) {
        byte[] word = new byte[WORD_BYTES];
        random.nextBytes(word);
        String name = new Iqn(volume, HexFormat.of().formatHex(word)).toString();
        return new ExportTerms(Optional.of(name));
    }

    @Override
    public VolumeExport describe(Export export) {
        Target target = target(export);
        // There must be a secret with each of them.
        target.initiators().forEach(login -> key.secret(login.key(), target.name(), login));
        return new VolumeExport(
                export.volume(),
                Settings.TECHNOLOGY,
                new Place(settings.portal(), target.name(), key.open()).toString(),
                Optional.empty());
    }

    @Override
    public void ensure(Export export) throws InterruptedException {
        Target target = target(export);
        Found running = tgtd.ensure();
        if (!process.equals(Optional.of(running))) {
            good = new HashSet<>();
            process = Optional.of(running);
        }
        good.removeIf(one -> one.name().volume().equals(export.volume()));
        tgtd.targets(running).ensure(target);
        good.add(target);
    }

    @Override
    public void end(VolumeId volume) throws InterruptedException {
        good.removeIf(one -> one.name().volume().equals(volume));
        Optional<Found> running = tgtd.running();
        if (running.isPresent()) {
            tgtd.targets(tgtd.ensure()).end(volume);
        }
    }

    @Override
    public void revive(Collection<Export> exports) throws InterruptedException {
        Optional<Found> running = tgtd.running();
        if (running.filter(Found::isStopped).isPresent()) {
            return; // A copy holds it.
        }
        boolean same = running.isPresent() && running.equals(process);
        if (process.isPresent() && running.isEmpty() && !exports.isEmpty()) {
            LOG.warn("tgtd {} ended and is started again", process.get().pid());
        }
        each(
                exports,
                export -> {
                    if (!same || !good.contains(target(export))) {
                        ensure(export);
                    }
                });
    }

    @Override
    public void sweep(Collection<Export> exports) throws InterruptedException {
        Optional<Found> running = tgtd.running();
        if (running.filter(Found::isStopped).isPresent()) {
            return;
        }
        if (exports.isEmpty()) {
            tgtd.end();
            return;
        }
        if (running.isPresent()) {
            Set<VolumeId> wanted = exports.stream().map(Export::volume).collect(Collectors.toSet());
            Targets targets = tgtd.targets(tgtd.ensure());
            List<Known> strays =
                    targets.all().stream()
                            .filter(
                                    known ->
                                            known.target()
                                                    .map(target -> target.name().volume())
                                                    .filter(wanted::contains)
                                                    .isEmpty())
                            .toList();
            each(strays, targets::withdraw);
            // Each is looked at again, also what this object believes to be good.
            good.clear();
        }
        tgtd.tidy();
    }

    @Override
    public List<Found> writers(VolumeId volume) {
        return tgtd
                .running()
                .filter(
                        running ->
                                tgtd.targets(running).all().stream()
                                        .flatMap(known -> known.target().stream())
                                        .anyMatch(target -> target.name().volume().equals(volume)))
                .stream()
                .toList();
    }

    @Override
    public List<Found> writers() {
        return tgtd.processes();
    }

    private static Target target(Export export) {
        try {
            return Target.of(export);
        } catch (IllegalArgumentException e) {
            throw new DriverException(
                    DriverException.Kind.BROKEN,
                    "cannot export %s: %s".formatted(export.volume(), e.getMessage()),
                    e);
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        void on(T one) throws InterruptedException;
    }

    // One that cannot be put right must not keep the others from it.
    private static <T> void each(Collection<T> all, Step<T> step) throws InterruptedException {
        Optional<DriverException> failure = Optional.empty();
        for (T one : all) {
            try {
                step.on(one);
            } catch (DriverException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
