package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageChange.Launchers;
import io.nova.api.image.ImageService;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may launch an image, and who may change that. */
class ImageChangesTest {

    private static final ProjectId BOB = new ProjectId("000000000002");
    private static final ProjectId EVE = new ProjectId("000000000003");

    private final MemoryStateStore store = new MemoryStateStore(new MutableClock());
    private final Records<Image> records = new Records<>(store, ImageKinds.IMAGE);
    private final OwnedImages owned = new OwnedImages(records, new IdSource(new Random(7)));
    private Image image = Samples.image(1, ImageState.AVAILABLE);

    private static ImageChange add(boolean everyone, Set<ProjectId> projects) {
        return new ImageChange(
                Optional.empty(), new Launchers(everyone, projects), Launchers.NOBODY);
    }

    private static ImageChange remove(boolean everyone, Set<ProjectId> projects) {
        return new ImageChange(
                Optional.empty(), Launchers.NOBODY, new Launchers(everyone, projects));
    }

    @Test
    void whatIsSharedCanBeTakenBack() {
        image = ImageChanges.apply(image, add(true, Set.of(BOB, EVE)));
        assertTrue(image.publicImage());
        image = ImageChanges.apply(image, remove(true, Set.of(BOB)));
        assertEquals(Set.of(EVE), image.launchers());
        assertFalse(image.publicImage());
        assertFalse(image.launchableBy(BOB));
        assertTrue(image.launchableBy(EVE));
        assertEquals(image, ImageChanges.apply(image, remove(true, Set.of(BOB))));
    }

    @Test
    void sharingHasALimitThatTheLastRecordStillHolds() {
        Set<ProjectId> most = new HashSet<>();
        for (int i = 0; i < ImageService.MAX_LAUNCHERS; i++) {
            most.add(new ProjectId("1%011d".formatted(i)));
        }
        image = ImageChanges.apply(image, add(false, most));
        assertThrows(
                LimitExceededException.class,
                () -> ImageChanges.apply(image, add(false, Set.of(BOB))));
        put(image);
        assertEquals(most, records.find(image.id().value()).orElseThrow().value().launchers());
        assertTrue(ImageChanges.apply(image, add(true, Set.of())).publicImage());
        assertEquals(
                ImageService.MAX_LAUNCHERS - 1,
                ImageChanges.apply(image, remove(false, Set.of(most.iterator().next())))
                        .launchers()
                        .size());
    }

    @Test
    void othersLearnNeitherTagsNorWhoElseMay() {
        image = ImageChanges.apply(image, add(false, Set.of(BOB, EVE)));
        assertEquals(Set.of(BOB), image.asSeenBy(BOB).launchers());
        assertTrue(image.asSeenBy(BOB).tags().isEmpty());
        assertEquals(image, image.asSeenBy(image.owner()));
    }

    @Test
    void onlyTheOwnerChangesWhatOthersMayLaunch() {
        put(ImageChanges.apply(image, add(false, Set.of(BOB))));
        assertThrows(AccessDeniedException.class, () -> change(BOB));
        assertThrows(NotFoundException.class, () -> change(EVE));
        change(Samples.OWNER);
        assertEquals("new", records.find(image.id().value()).orElseThrow().value().description());
    }

    @Test
    void whatWasDeregisteredIsNotThere() {
        put(image.in(ImageState.DEREGISTERED, "", Optional.empty()));
        assertThrows(NotFoundException.class, () -> change(Samples.OWNER));
    }

    private void change(ProjectId project) {
        owned.change(context(project), image.id(), one -> one.withDescription("new"));
    }

    private static RequestContext context(ProjectId project) {
        return new RequestContext(
                "request",
                new Caller(
                        new UserId("user"),
                        project,
                        new AccessKeyId("user"),
                        Set.of(Role.SYSADMIN)));
    }

    private void put(Image value) {
        var unused =
                store.commit(
                        Tx.of("put").create(ImageKinds.IMAGE, value.id().value(), value).build());
    }
}
