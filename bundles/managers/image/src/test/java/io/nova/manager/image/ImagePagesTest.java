package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.ImageId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePagesTest {

    private static final ProjectId MINE = new ProjectId("000000000001");
    private static final ProjectId OTHER = new ProjectId("000000000002");

    private final MemoryStateStore store = new MemoryStateStore(new MutableClock());
    private final ImagePages pages = new ImagePages(new Records<>(store, ImageKinds.IMAGE));

    private void add(
            int number, ProjectId owner, ImageState state, boolean everyones, Set<ProjectId> to) {
        ImageId id = new ImageId("ami-%017x".formatted(number));
        Image image =
                new Image(
                        id,
                        owner,
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
                        everyones,
                        to,
                        Instant.EPOCH,
                        Map.of());
        Tx tx = Tx.of("add/" + number).create(ImageKinds.IMAGE, id.value(), image).build();
        assertTrue(store.commit(tx) instanceof CommitResult.Ok);
    }

    private List<Integer> walk(int limit, Predicate<Image> matching) {
        List<Integer> found = new ArrayList<>();
        String after = "";
        while (true) {
            Page<Image> page = pages.page(MINE, matching, after, limit);
            assertTrue(page.items().size() <= limit);
            page.items().forEach(i -> found.add(Integer.parseInt(i.id().value().substring(4), 16)));
            if (page.next().isEmpty()) {
                return found;
            }
            after = page.next().get();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void everyImageIsSeenOnceInTheOrderOfIds(int limit) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            boolean mine = i % 3 == 0;
            boolean everyones = i % 4 == 0;
            add(i, mine ? MINE : OTHER, ImageState.AVAILABLE, everyones, Set.of());
            if (mine || everyones) {
                expected.add(i);
            }
        }
        assertEquals(expected, walk(limit, image -> true));
        assertEquals(
                expected.stream().filter(i -> i % 8 == 0).toList(),
                walk(
                        limit,
                        image -> Integer.parseInt(image.id().value().substring(4), 16) % 8 == 0));
    }

    @Test
    void whatIsSharedIsSeenAndWhatIsGoneIsNot() {
        add(1, OTHER, ImageState.AVAILABLE, false, Set.of(MINE));
        add(2, OTHER, ImageState.AVAILABLE, false, Set.of());
        add(3, MINE, ImageState.DEREGISTERED, true, Set.of());
        assertEquals(List.of(1), walk(10, image -> true));
    }
}
