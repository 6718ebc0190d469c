package io.nova.manager.volume;

import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.volume.VolumeRequest;
import io.nova.json.Json;
import io.nova.manager.volume.Kinds.Token;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;

/** Finds a host for a new volume and commits both with what they take of quotas. */
final class VolumeMaker {

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final QuotaService quotas;
    private final Clock clock;
    private final IdSource ids;
    private final VolumePlacer placer;
    private final VolumeSources sources;

    VolumeMaker(
            StateStore store, QuotaService quotas, VolumeTypes types, Clock clock, IdSource ids) {
        this.placer = new VolumePlacer(store, clock, types);
        this.sources = new VolumeSources(store);
        this.store = store;
        this.quotas = quotas;
        this.clock = clock;
        this.ids = ids;
    }

    /** Returns the volume; that which the request's token made before, if it did. */
    Volume make(ProjectId project, VolumeRequest request) {
        try {
            return place(project, request);
        } catch (CloudException refusal) {
            // What it lacks may be what the same request took while this one was on its way.
            return earlier(project, request).orElseThrow(() -> refusal);
        }
    }

    private Volume place(ProjectId project, VolumeRequest request) {
        VolumeId id = VolumeId.next(ids);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Volume> earlier = earlier(project, request);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            placer.require(request.type(), "VolumeType");
            VolumeSources.Source source = sources.find(project, request.snapshot(), request.gib());
            int gib = source.gib();
            VolumeHosts.Place place =
                    placer.place(
                            new VolumePlacer.Want(
                                    request.zone(), request.type(), gib, source.of()));
            Volume volume = volume(id, project, request, gib, place);
            String room = Kinds.room(place.backEnd());
            Tx.Builder tx = Tx.of("volume/" + id + "/" + attempt);
            request.clientToken()
                    .ifPresent(
                            token ->
                                    tx.create(
                                            Kinds.TOKEN,
                                            project + "/" + token,
                                            new Token(id, digest(request), clock.instant())));
            source.claim(tx);
            tx.create(Kinds.VOLUME, id.value(), volume)
                    .quota(Quota.VOLUMES.scope(project), 1, quotas.limit(project, Quota.VOLUMES))
                    .quota(
                            Quota.VOLUME_GIB.scope(project),
                            gib,
                            quotas.limit(project, Quota.VOLUME_GIB))
                    .quota(room, volume.bytes(), place.host().totalBytes());
            CommitResult result = Records.commit(store, tx.build());
            if (result instanceof CommitResult.Ok) {
                return volume;
            }
            if (result instanceof CommitResult.QuotaExceeded full && !full.scope().equals(room)) {
                throw limit(quotas, project);
            }
        }
        throw new UnavailableException(
                "volume", "Too many requests at once for the same room; try again");
    }

    static LimitExceededException limit(QuotaService quotas, ProjectId project) {
        return new LimitExceededException(
                ResourceType.VOLUME,
                "volumes",
                ("The project may have %d volumes and %d GiB of them at most; delete some,"
                                + " or ask the operator for a higher quota")
                        .formatted(
                                quotas.limit(project, Quota.VOLUMES),
                                quotas.limit(project, Quota.VOLUME_GIB)));
    }

    private Optional<Volume> earlier(ProjectId project, VolumeRequest request) {
        return request.clientToken()
                .flatMap(token -> store.get(Kinds.TOKEN, project + "/" + token))
                .map(Rec::value)
                .map(used -> made(used, request));
    }

    private Volume made(Token used, VolumeRequest request) {
        if (!used.digest().equals(digest(request))) {
            throw new ConflictException(
                    ConflictException.Reason.TOKEN_REUSED,
                    ResourceType.REQUEST,
                    request.clientToken().orElse(""),
                    "The client token was used before with other parameters");
        }
        return store.get(Kinds.VOLUME, used.volume().value())
                .map(Rec::value)
                .orElseThrow(() -> new NotFoundException(ResourceType.VOLUME, used.volume()));
    }

    private Volume volume(
            VolumeId id, ProjectId project, VolumeRequest asked, int gib, VolumeHosts.Place place) {
        return new Volume(
                id,
                project,
                gib,
                asked.snapshot(),
                asked.zone(),
                asked.type(),
                asked.iops(),
                asked.throughput(),
                clock.instant(),
                place.host().id(),
                VolumeState.CREATING,
                1,
                Optional.empty(),
                "",
                asked.tags(),
                place.backEnd());
    }

    private static String digest(VolumeRequest request) {
        try {
            // In a map's order that is the same for the same tags.
            String text =
                    Json.write(
                                    new VolumeRequest(
                                            request.gib(),
                                            request.snapshot(),
                                            request.zone(),
                                            request.type(),
                                            request.iops(),
                                            request.throughput(),
                                            request.clientToken(),
                                            java.util.Map.of()))
                            + new java.util.TreeMap<>(request.tags());
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
