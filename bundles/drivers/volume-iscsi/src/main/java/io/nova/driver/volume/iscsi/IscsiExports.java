package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Export;
import io.nova.blockstore.ExportTerms;
import io.nova.blockstore.Processes.Found;
import io.nova.blockstore.VolumeExports;
import io.nova.driver.volume.iscsi.TargetFiles.Known;
import io.nova.model.DriverException;
import io.nova.model.Secret;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeExport;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the host's tgtd to what the records say. */
final class IscsiExports implements VolumeExports {

    private static final Logger LOG = LoggerFactory.getLogger(IscsiExports.class);
    private static final int WORD_BYTES = 4;
    private static final int SECRET_BYTES = 16;
    // What a name may have that tgtd is told and that others read.
    private static final Pattern INITIATOR = Pattern.compile("iqn\\.[a-z0-9.:-]{1,200}");

    private final Settings settings;
    private final Tgtd tgtd;
    private final SecureRandom random = new SecureRandom();
    // What was seen to be as it should, of which process: not all must be looked through again.
    private Optional<Found> process = Optional.empty();
    private Set<Target> good = new HashSet<>();

    IscsiExports(Settings settings) {
        this.settings = settings;
        this.tgtd = new Tgtd(settings);
    }

    @Override
    public ExportTerms terms(VolumeId volume, Collection<Export> others) {
        return new ExportTerms(
                Optional.of(new Iqn(volume, hex(WORD_BYTES)).toString()),
                Optional.of(Secret.of(hex(SECRET_BYTES))));
    }

    @Override
    public VolumeExport describe(Export export) {
        return new VolumeExport(
                export.volume(),
                Settings.TECHNOLOGY,
                settings.portal() + "/" + Target.name(export),
                export.terms().credential());
    }

    @Override
    public void ensure(Export export) throws InterruptedException {
        for (Initiator initiator : export.initiators()) {
            if (!INITIATOR.matcher(initiator.name()).matches()) {
                throw new DriverException(
                        DriverException.Kind.BROKEN, "no name of an iSCSI initiator: " + initiator);
            }
        }
        Found running = tgtd.ensure();
        if (!process.equals(Optional.of(running))) {
            good = new HashSet<>();
            process = Optional.of(running);
        }
        Target target = Target.of(export);
        good.removeIf(one -> one.name().volume().equals(export.volume()));
        tgtd.targets(running).ensure(target, export.terms().credential().orElseThrow());
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
        Set<Target> wanted = exports.stream().map(Target::of).collect(Collectors.toSet());
        if (running.isPresent() && running.equals(process) && good.containsAll(wanted)) {
            return;
        }
        if (process.isPresent() && running.isEmpty() && !exports.isEmpty()) {
            LOG.warn("tgtd {} ended and is started again", process.get().pid());
        }
        each(exports, this::ensure);
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

    private String hex(int bytes) {
        byte[] chosen = new byte[bytes];
        random.nextBytes(chosen);
        return HexFormat.of().formatHex(chosen);
    }
}
