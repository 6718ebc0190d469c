package io.nova.manager.compute;

import io.nova.api.compute.InstanceTypeService;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.ZoneService;
import io.nova.api.image.LaunchableImages;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.VpcService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.ImageId;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceTypeName;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.ZoneName;
import io.nova.model.compute.BootPlan;
import io.nova.model.compute.InstanceType;
import io.nova.model.compute.KeyPair;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.model.network.PortGroup;
import io.nova.model.network.Subnet;
import io.nova.model.volume.BlockDevice;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Resolves every name in a request to run instances, and refuses what cannot be run. */
final class LaunchPlanner {

    /** EC2's limit, on the decoded bytes. */
    static final int MAX_USER_DATA = 16 * 1024;

    private static final Pattern LINE_BREAK = Pattern.compile("\\r?\\n");

    private final LaunchableImages images;
    private final InstanceTypeService types;
    private final ZoneService zones;
    private final VpcService vpcs;
    private final SecurityGroupService groups;
    private final InstanceVolumeService volumes;
    private final Records<KeyPair> keyPairs;

    LaunchPlanner(
            LaunchableImages images,
            InstanceTypeService types,
            ZoneService zones,
            VpcService vpcs,
            SecurityGroupService groups,
            InstanceVolumeService volumes,
            Records<KeyPair> keyPairs) {
        this.images = images;
        this.types = types;
        this.zones = zones;
        this.vpcs = vpcs;
        this.groups = groups;
        this.volumes = volumes;
        this.keyPairs = keyPairs;
    }

    LaunchPlan plan(RequestContext context, LaunchRequest request) {
        checkCounts(request);
        checkUserData(request.userData());
        InstanceType type = type(request.type().orElse(InstanceTypes.DEFAULT));
        Subnet subnet =
                inZone(
                        request.zone(),
                        vpcs.subnetFor(context.project(), request.subnet(), zone(request)));
        List<PortGroup> in = groups.forPort(context.project(), subnet.vpc(), request.groups());
        Image image = bootable(context, request.image(), ImageType.MACHINE);
        List<BlockDevice> devices = LaunchDevices.of(image, request.devices());
        if (!devices.isEmpty()) {
            volumes.check(context.project(), devices);
        }
        Optional<Image> kernel =
                request.kernel()
                        .or(image::kernel)
                        .map(id -> bootable(context, id, ImageType.KERNEL));
        Optional<Image> ramdisk =
                request.ramdisk()
                        .or(image::ramdisk)
                        .map(id -> bootable(context, id, ImageType.RAMDISK));
        ImageContent disk = content(image);
        BootPlan boot =
                new BootPlan(
                        disk,
                        kernel.map(LaunchPlanner::content),
                        ramdisk.map(LaunchPlanner::content),
                        RootDisk.bytes(request, type, disk.virtualSize()),
                        image.rootDeviceName());
        Optional<KeyPair> key = request.keyName().map(name -> keyPair(context, name));
        LaunchSpec spec =
                new LaunchSpec(
                        image.id(),
                        kernel.map(Image::id),
                        ramdisk.map(Image::id),
                        boot,
                        type,
                        subnet.zone(),
                        key.map(KeyPair::name),
                        key.map(KeyPair::publicKey),
                        request.userData(),
                        request.shutdownBehavior(),
                        request.options());
        return LaunchPlan.of(request, spec, subnet, in, devices);
    }

    private static void checkCounts(LaunchRequest request) {
        if (request.minCount() < 1) {
            throw InvalidParameterException.badValue(
                    "MinCount", Integer.toString(request.minCount()), "must be at least 1");
        }
        if (request.maxCount() < request.minCount()) {
            throw InvalidParameterException.badValue(
                    "MaxCount",
                    Integer.toString(request.maxCount()),
                    "must not be less than MinCount");
        }
        if (request.address().isPresent() && request.maxCount() > 1) {
            throw new InvalidParameterException(
                    InvalidParameterException.Problem.BAD_COMBINATION,
                    "PrivateIpAddress",
                    "A private address can be asked for one instance only");
        }
    }

    static void checkUserData(Optional<String> userData) {
        userData.ifPresent(
                data -> {
                    if (decodedLength(data) > MAX_USER_DATA) {
                        throw new InvalidParameterException(
                                InvalidParameterException.Problem.TOO_LARGE,
                                "UserData",
                                "User data is limited to 16384 bytes");
                    }
                });
    }

    /** Older clients break lines; anything else that is not base64 is a mistake. */
    private static int decodedLength(String data) {
        try {
            return Base64.getDecoder().decode(LINE_BREAK.matcher(data).replaceAll("")).length;
        } catch (IllegalArgumentException e) {
            throw new InvalidParameterException(
                    InvalidParameterException.Problem.MALFORMED,
                    "UserData",
                    "Invalid BASE64 encoding of user data");
        }
    }

    InstanceType type(InstanceTypeName name) {
        return types.find(name)
                .orElseThrow(
                        () ->
                                InvalidParameterException.badValue(
                                        "InstanceType",
                                        name.value(),
                                        "there is no such instance type; "
                                                + "DescribeInstanceTypes lists them"));
    }

    private ZoneName zone(LaunchRequest request) {
        return request.zone()
                .map(
                        asked ->
                                zones.zones().stream()
                                        .map(ZoneService.Zone::name)
                                        .filter(asked::equals)
                                        .findFirst()
                                        .orElseThrow(
                                                () ->
                                                        InvalidParameterException.badValue(
                                                                "Placement.AvailabilityZone",
                                                                asked.value(),
                                                                "there is no such zone")))
                .orElseGet(this::zoneOfOurs);
    }

    /** Who asks for no zone wants to run: a zone without a host is the last resort. */
    private ZoneName zoneOfOurs() {
        List<ZoneService.Zone> all = zones.zones();
        return all.stream()
                .filter(ZoneService.Zone::available)
                .findFirst()
                .orElse(all.get(0))
                .name();
    }

    private static Subnet inZone(Optional<ZoneName> asked, Subnet subnet) {
        if (asked.isPresent() && !asked.get().equals(subnet.zone())) {
            throw InvalidParameterException.badValue(
                    "Placement.AvailabilityZone",
                    asked.get().value(),
                    "the subnet '%s' is in the zone '%s'".formatted(subnet.id(), subnet.zone()));
        }
        return subnet;
    }

    Image bootable(RequestContext context, ImageId id, ImageType expected) {
        Image image = images.get(context, id);
        if (image.type() != expected) {
            throw InvalidParameterException.badValue(
                    "ImageId", id.value(), "it is not a " + expected.prefix() + " image");
        }
        if (image.state() != ImageState.AVAILABLE) {
            throw new IncorrectStateException(
                    ResourceType.IMAGE,
                    id,
                    "The image '%s' is not available yet; DescribeImages tells its state"
                            .formatted(id));
        }
        return image;
    }

    static ImageContent content(Image image) {
        return image.content()
                .orElseThrow(
                        () ->
                                new IncorrectStateException(
                                        ResourceType.IMAGE,
                                        image.id(),
                                        "The image '%s' has no content".formatted(image.id())));
    }

    private KeyPair keyPair(RequestContext context, String name) {
        return keyPairs.find(KeyPairManager.recordId(context.project(), name))
                .map(Rec::value)
                .orElseThrow(() -> new NotFoundException(ResourceType.KEY_PAIR, name));
    }
}
