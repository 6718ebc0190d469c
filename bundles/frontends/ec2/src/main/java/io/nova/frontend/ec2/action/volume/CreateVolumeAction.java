package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.VolumeRequest;
import io.nova.api.volume.VolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.ClientToken;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.ZoneName;
import io.nova.model.volume.Volume;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes a volume, blank or of a snapshot. */
@Component(service = Ec2Action.class)
public final class CreateVolumeAction implements Ec2Action {

    private static final TagSpecifications TAGS = TagSpecifications.on("volume");
    private static final Value<ZoneName> AVAILABILITY_ZONE =
            Value.of("AvailabilityZone", ZoneName::new);
    private static final Value<Integer> SIZE = VolumeForm.size("Size");

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateVolume", ResourceType.VOLUME)
                    .needs(AVAILABILITY_ZONE)
                    .takes(SIZE, VolumeForm.SNAPSHOT, VolumeForm.TYPE)
                    .takes(VolumeForm.IOPS, VolumeForm.THROUGHPUT)
                    .takes(ClientToken.PARAMETER)
                    .tags(TAGS)
                    .only("Encrypted", "false")
                    .only("MultiAttachEnabled", "false")
                    .refuses("KmsKeyId", "OutpostArn", "Operator", "AvailabilityZoneId")
                    .refuses("VolumeInitializationRate")
                    .build();

    private final VolumeService volumes;

    @Activate
    public CreateVolumeAction(@Reference VolumeService volumes) {
        this.volumes = volumes;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        VolumeForm form = VolumeForm.of(call, SIZE);
        Volume volume =
                volumes.create(
                        context,
                        new VolumeRequest(
                                form.gib(),
                                form.snapshot(),
                                call.get(AVAILABILITY_ZONE),
                                form.type(),
                                form.iops(),
                                form.throughput(),
                                call.find(ClientToken.PARAMETER),
                                TAGS.of(call)));
        return xml -> VolumeXml.write(xml, volume);
    }
}
