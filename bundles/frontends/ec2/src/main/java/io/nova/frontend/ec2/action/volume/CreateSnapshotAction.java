package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.SnapshotService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InvalidParameterException;
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

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateSnapshot", ResourceType.SNAPSHOT)
                    .needs("VolumeId")
                    .takes("Description")
                    .tags()
                    .only("Location", "regional")
                    .refuses("OutpostArn")
                    .build();

    private static final int LONGEST = 255;

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
    public XmlBody perform(RequestContext context, Query query) {
        Snapshot snapshot =
                snapshots.create(
                        context,
                        new SnapshotRequest(
                                new VolumeId(query.required("VolumeId")),
                                query.parsed("Description", CreateSnapshotAction::description)
                                        .orElse(""),
                                query.tagsFor("snapshot")));
        return xml -> SnapshotXml.write(xml, snapshot);
    }

    private static String description(String text) {
        if (text.length() > LONGEST) {
            throw InvalidParameterException.badValue(
                    "Description", "...", "it has at most %d characters".formatted(LONGEST));
        }
        return text;
    }
}
