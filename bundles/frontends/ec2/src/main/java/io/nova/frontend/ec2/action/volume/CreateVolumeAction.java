package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.VolumeRequest;
import io.nova.api.volume.VolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
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

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateVolume", ResourceType.VOLUME)
                    .needs("AvailabilityZone")
                    .takes("Size", "SnapshotId", "VolumeType", "Iops", "Throughput")
                    .takes("ClientToken")
                    .tags()
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
    public XmlBody perform(RequestContext context, Query query) {
        VolumeForm form = VolumeForm.of(query, "Size");
        Volume volume =
                volumes.create(
                        context,
                        new VolumeRequest(
                                form.gib(),
                                form.snapshot(),
                                query.parsed("AvailabilityZone", ZoneName::new).orElseThrow(),
                                form.type(),
                                form.iops(),
                                form.throughput(),
                                query.clientToken(),
                                query.tagsFor("volume")));
        return xml -> VolumeXml.write(xml, volume);
    }
}
