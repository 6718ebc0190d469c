package io.nova.itests.simulation;

import io.nova.api.compute.InstanceTypeService;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.image.LaunchableImages;
import io.nova.model.Caller;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceType;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parts of the cloud that do not change in a history: who may what, images, types, zones. */
final class Surroundings
        implements Authorizer, QuotaService, LaunchableImages, InstanceTypeService, ZoneService {

    static final ZoneName ZONE = new ZoneName("nova");
    static final ImageId IMAGE = new ImageId("ami-00000000000000001");
    static final int INSTANCES = 14;
    static final int CORES = 20;

    private static final List<InstanceType> TYPES =
            List.of(
                    new InstanceType(new InstanceTypeName("m1.large"), 4, 2048, 0),
                    new InstanceType(new InstanceTypeName("m1.small"), 1, 512, 0));

    @Override
    public void require(Caller caller, String action) {}

    @Override
    public boolean allows(Caller caller, String action) {
        return true;
    }

    @Override
    public long limit(ProjectId project, Quota quota) {
        return quota == Quota.CORES ? CORES : INSTANCES;
    }

    @Override
    public Image get(RequestContext context, ImageId image) {
        return new Image(
                image,
                context.project(),
                ImageType.MACHINE,
                "debian",
                "",
                "images/debian",
                "x86_64",
                "/dev/vda",
                Optional.empty(),
                Optional.empty(),
                ImageState.AVAILABLE,
                "",
                Optional.of(
                        new ImageContent(
                                "images",
                                "debian",
                                "0".repeat(64),
                                1 << 20,
                                DiskFormat.RAW,
                                1 << 20)),
                true,
                Set.of(),
                Instant.EPOCH,
                Map.of());
    }

    @Override
    public List<InstanceType> list() {
        return TYPES;
    }

    @Override
    public Optional<InstanceType> find(InstanceTypeName name) {
        return TYPES.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    @Override
    public String region() {
        return "nova";
    }

    @Override
    public List<Zone> zones() {
        return List.of(new Zone(ZONE, true));
    }
}
