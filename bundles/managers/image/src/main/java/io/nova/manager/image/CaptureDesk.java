package io.nova.manager.image;

import io.nova.api.volume.InstanceSnapshotService;
import io.nova.api.volume.InstanceSnapshotService.Progress;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.protocol.Ack;
import io.nova.protocol.CaptureHold;
import io.nova.protocol.CaptureHoldReply;
import io.nova.protocol.CaptureReport;
import io.nova.protocol.Captures;
import io.nova.protocol.CapturesRequest;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.MessageType;
import io.nova.protocol.SnapshotCopies;
import io.nova.protocol.UploadReply;
import io.nova.protocol.UploadRequest;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Tells hosts what to copy and where to send it, and hears what became of it. */
final class CaptureDesk implements AutoCloseable {

    private static final int CONCURRENCY = 4;

    private final Records<Capture> captures;
    private final CaptureEnds ends;
    private final InstanceSnapshotService snapshots;
    private final ImageBucket bucket;
    private final PresignedUrls urls;
    private final IdSource ids;
    private final Consumer<ImageId> wake;
    private final List<Subscription> subscriptions;

    /**
     * @param wake has an image looked at whose copy arrived
     */
    CaptureDesk(
            StateStore store,
            MessageBus bus,
            CaptureEnds ends,
            InstanceSnapshotService snapshots,
            ImageBucket bucket,
            PresignedUrls urls,
            IdSource ids,
            Consumer<ImageId> wake) {
        this.captures = new Records<>(store, Capture.KIND);
        this.ends = ends;
        this.snapshots = snapshots;
        this.bucket = bucket;
        this.urls = urls;
        this.ids = ids;
        this.wake = wake;
        this.subscriptions =
                List.of(
                        serve(bus, ImageProtocol.CAPTURES, this::asked),
                        serve(bus, ImageProtocol.SNAPSHOTS, this::snapshots),
                        serve(bus, ImageProtocol.HOLD, this::hold),
                        serve(bus, ImageProtocol.UPLOAD, this::upload),
                        serve(bus, ImageProtocol.CAPTURED, this::captured));
    }

    private static <Q, A> Subscription serve(
            MessageBus bus, MessageType<Q, A> type, Function<Q, A> function) {
        return type.serve(
                bus,
                ImageProtocol.MANAGER,
                CONCURRENCY,
                question -> CompletableFuture.completedStage(function.apply(question)));
    }

    Captures asked(CapturesRequest request) {
        return new Captures(
                captures.page(Capture.on(request.host()), "", Captures.MOST).items().stream()
                        .map(rec -> rec.value().assignment())
                        .toList());
    }

    SnapshotCopies snapshots(CapturesRequest request) {
        return new SnapshotCopies(
                captures
                        .page(Capture.snapshotsOn(request.host()), "", Captures.MOST)
                        .items()
                        .stream()
                        .map(rec -> rec.value().snapshotCopy())
                        .toList());
    }

    /** A guest whose image is not wanted any longer is held for nothing. */
    CaptureHoldReply hold(CaptureHold said) {
        Optional<Rec<Capture>> capture =
                captures.find(said.image().value())
                        .filter(one -> one.value().host().equals(said.host()))
                        .filter(one -> one.value().copy().isEmpty());
        if (capture.isEmpty()) {
            return new CaptureHoldReply(true);
        }
        List<SnapshotId> volumes = capture.get().value().of().volumes();
        snapshots.begin(volumes);
        Progress progress = snapshots.progress(volumes);
        if (!progress.failure().isEmpty()) {
            // The copy of the root disk need not be sent.
            var unused = ends.fail(capture.get(), progress.failure());
        }
        return new CaptureHoldReply(progress.settled());
    }

    /** Another copy has another place: what was told of never changes. */
    UploadReply upload(UploadRequest request) {
        if (!request.sha256().matches("[0-9a-f]{64}")) {
            throw InvalidParameterException.badValue("sha256", "...", "it is no digest");
        }
        var unused =
                captures.find(request.image().value())
                        .map(Rec::value)
                        .filter(one -> one.host().equals(request.host()))
                        .orElseThrow(
                                () -> new NotFoundException(ResourceType.IMAGE, request.image()));
        bucket.ensure(bucket.name());
        return new UploadReply(
                urls.put(CaptureEnds.place(bucket.name(), request.image(), request.sha256()))
                        .toString());
    }

    /** A report that comes twice, or too late, finds nothing to change. */
    Ack captured(CaptureReport report) {
        if (!report.failure().isEmpty()) {
            Optional<Rec<Capture>> rec =
                    captures.find(report.image().value())
                            .filter(one -> one.value().host().equals(report.host()))
                            .filter(one -> one.value().copy().isEmpty());
            rec.ifPresent(one -> ends.fail(one, report.failure()));
            return Ack.OK;
        }
        Capture.Copy copy = new Capture.Copy(report.sha256(), report.size());
        var unused =
                captures.change(
                        report.image().value(),
                        () -> "image-captured/" + ids.hex(16),
                        one ->
                                one.host().equals(report.host()) && one.copy().isEmpty()
                                        ? Optional.of(one.with(copy))
                                        : Optional.empty());
        wake.accept(report.image());
        return Ack.OK;
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
