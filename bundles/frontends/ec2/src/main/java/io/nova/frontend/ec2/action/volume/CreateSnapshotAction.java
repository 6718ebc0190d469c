package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.SnapshotService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.VolumeId;
import io.nova.model.volume.Snapshot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the bytes of a volume as they are now. */
@Component(service = Ec2Action.class)
public final class CreateSnapshotAction implements Ec2Action {

    private static final TagSpecifications TAGS = TagSpecifications.on("snapshot");
    private static final Value<VolumeId> VOLUME_ID = Value.of("VolumeId", VolumeId::new);
    private static final Value<String> DESCRIPTION = Value.of("Description", Type.text(255));

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateSnapshot", ResourceType.SNAPSHOT)
                    .needs(VOLUME_ID)
                    .takes(DESCRIPTION)
                    .tags(TAGS)
                    .only("Location", "regional")
                    .refuses("OutpostArn")
                    .build();

    private final SnapshotService snapshots;

    @Activate
    public CreateSnapshotAction(@Reference SnapshotService snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        Snapshot snapshot =
                snapshots.create(
                        context,
                        new SnapshotRequest(
                                call.get(VOLUME_ID),
                                call.find(DESCRIPTION).orElse(""),
                                TAGS.of(call)));
        return xml -> SnapshotXml.write(xml, snapshot);
    }
}
