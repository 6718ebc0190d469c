package io.nova.manager.image;

import io.nova.model.AccessKeyId;
import io.nova.model.BucketName;
import io.nova.model.ImageId;
import io.nova.model.ProjectId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The kinds of record that the image manager owns, and what they are found by. */
final class ImageKinds {

    /** Found by this are images that are being read. */
    static final IndexEntry PENDING = new IndexEntry("pending", "");

    /** Found by this are images that everybody may launch. */
    static final IndexEntry PUBLIC = new IndexEntry("launcher", "all");

    static final Kind<Image> IMAGE = new Kind<>("image", Image.class, ImageKinds::entries);
    static final Kind<ServiceKey> SERVICE_KEY =
            new Kind<>("image-service-key", ServiceKey.class, key -> List.of());

    /** The access key with which hosts' URLs are signed; its secret is the identity service's. */
    record ServiceKey(AccessKeyId accessKey) {}

    /** The names that a project's images have, each once. */
    static final Kind<Name> NAME = new Kind<>("image-name", Name.class, name -> List.of());

    static final Kind<OwnBucket> BUCKET =
            new Kind<>("image-bucket", OwnBucket.class, bucket -> List.of());

    /** Who has a name. */
    record Name(ImageId image) {}

    /** Where the image service keeps what it made of bundles and of guests' disks. */
    record OwnBucket(BucketName name) {}

    private ImageKinds() {}

    /** Returns the id of the record of a project's name. */
    static String nameId(ProjectId project, String name) {
        return project + "/" + name;
    }

    /** Found by this are images that the project may launch, besides the public ones. */
    static IndexEntry launchableBy(ProjectId project) {
        return IndexEntry.of("launcher", project);
    }

    /** Found by this are the project's own images. */
    static IndexEntry ownedBy(ProjectId project) {
        return IndexEntry.of("owner", project);
    }

    private static Collection<IndexEntry> entries(Image image) {
        List<IndexEntry> entries = new ArrayList<>();
        if (image.state() == ImageState.DEREGISTERED) {
            return entries;
        }
        entries.add(ownedBy(image.owner()));
        entries.add(launchableBy(image.owner()));
        image.launchers().forEach(project -> entries.add(launchableBy(project)));
        if (image.publicImage()) {
            entries.add(PUBLIC);
        }
        if (isToBeRead(image)) {
            entries.add(PENDING);
        }
        return entries;
    }

    /** Tells whether the image is of an object that is to be read: copies end as captures do. */
    static boolean isToBeRead(Image image) {
        boolean copied = image.sourceInstance().isPresent() || image.sourceSnapshot().isPresent();
        return image.state() == ImageState.PENDING && !copied;
    }
}
