package io.nova.manager.volume;

import io.nova.manager.volume.Kinds.Export;
import io.nova.manager.volume.Kinds.Guests;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.Page;
import io.nova.model.UnavailableException;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.AttachmentState;
import io.nova.model.volume.Volume;
import io.nova.protocol.Attachments;
import io.nova.protocol.AttachmentsReport;
import io.nova.protocol.AttachmentsRequest;
import io.nova.protocol.ExportPlace;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Tells hosts which volumes their guests should have, and hears which they have. */
final class GuestVolumes {

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final IdSource ids;
    private final Records<Volume> volumes;
    private final VolumeHosts hosts;

    GuestVolumes(StateStore store, Clock clock, IdSource ids) {
        this.store = store;
        this.ids = ids;
        this.volumes = new Records<>(store, Kinds.VOLUME);
        this.hosts = new VolumeHosts(store, clock);
    }

    Attachments answer(AttachmentsRequest request) {
        if (request.after().isEmpty()) {
            note(request);
        }
        String history = store.info().epoch();
        Page<Rec<Volume>> page =
                volumes.page(Kinds.ofGuests(request.host()), request.after(), Attachments.PAGE);
        List<Attachments.Wanted> wanted =
                page.items().stream()
                        .map(Rec::value)
                        .flatMap(
                                volume ->
                                        volume
                                                .attachment()
                                                .filter(on -> on.host().equals(request.host()))
                                                .map(on -> wanted(volume, on))
                                                .stream())
                        .toList();
        return new Attachments(wanted, page.next().orElse(""), history);
    }

    /** How the exporting sides know the host: without it, nothing is exported to it. */
    private void note(AttachmentsRequest request) {
        Optional<Rec<Guests>> known = store.get(Kinds.GUESTS, request.host().value());
        Guests host =
                known.map(rec -> rec.value().told(request)).orElseGet(() -> Guests.of(request));
        if (known.map(Rec::value).filter(host::equals).isPresent()) {
            return;
        }
        Tx.Builder tx = Tx.of("volume-guests/" + ids.hex(16));
        known.ifPresentOrElse(
                rec -> tx.update(Kinds.GUESTS, rec, host),
                () -> tx.create(Kinds.GUESTS, host.id().value(), host));
        // Where another manager was quicker, the host asks again in a moment.
        var unused = Records.commit(store, tx.build());
    }

    private Attachments.Wanted wanted(Volume volume, Attachment on) {
        return new Attachments.Wanted(
                volume.id(),
                volume.generation(),
                on.instance(),
                on.device(),
                on.state() != AttachmentState.DETACHING,
                on.force(),
                place(volume),
                hosts.technology(volume.backEnd()));
    }

    /** That of an earlier generation may have been for another host. */
    private Optional<ExportPlace> place(Volume volume) {
        return store.get(Kinds.EXPORT, volume.id().value())
                .map(Rec::value)
                .filter(export -> export.generation() == volume.generation())
                .map(Export::place);
    }

    /** Returns when all of the report is committed. */
    void take(AttachmentsReport report) {
        report.volumes().forEach(seen -> take(report.host(), seen));
    }

    private void take(HostId host, AttachmentsReport.Seen seen) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Rec<Volume>> rec = volumes.find(seen.volume().value());
            Optional<Volume> next = rec.map(Rec::value).flatMap(one -> next(host, one, seen));
            if (next.isEmpty()) {
                return;
            }
            Tx.Builder tx =
                    Tx.of("volume-seen/" + ids.hex(16))
                            .update(Kinds.VOLUME, rec.orElseThrow(), next.get());
            if (!seen.attached()) {
                rec.orElseThrow()
                        .value()
                        .attachment()
                        .ifPresent(on -> Removals.freeDevice(store, tx, on));
            }
            if (Records.commit(store, tx.build()) instanceof CommitResult.Ok) {
                return;
            }
        }
        throw new UnavailableException(
                "volume", "The volume changes too quickly; the host reports again");
    }

    private static Optional<Volume> next(HostId host, Volume volume, AttachmentsReport.Seen seen) {
        boolean meant =
                seen.generation() >= volume.generation()
                        && volume.attachment()
                                .filter(on -> on.host().equals(host))
                                .filter(on -> on.instance().equals(seen.instance()))
                                .isPresent();
        if (!meant) {
            return Optional.empty(); // Of what was wanted earlier: the host will say more.
        }
        return seen.attached() ? volume.attached() : volume.detached();
    }
}
