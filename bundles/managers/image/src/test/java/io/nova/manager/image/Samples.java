package io.nova.manager.image;

import io.nova.model.ImageId;
import io.nova.model.ProjectId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Images for tests. */
final class Samples {

    static final ProjectId OWNER = new ProjectId("000000000001");

    private Samples() {}

    static Image image(int number, ImageState state) {
        return new Image(
                new ImageId("ami-%017x".formatted(number)),
                OWNER,
                ImageType.MACHINE,
                "image",
                "",
                "bucket/key",
                "x86_64",
                "/dev/vda",
                Optional.empty(),
                Optional.empty(),
                state,
                "",
                Optional.empty(),
                false,
                Set.of(),
                Instant.EPOCH,
                Map.of("owner", "alice"));
    }
}
