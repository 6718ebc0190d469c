package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.ImageId;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of the host becomes an image, and an image a file. */
class ImageCommandsTest {

    private static final ImageId MADE = new ImageId("ami-00000001");

    @TempDir Path folder;

    private final FakeStore store = new FakeStore();
    private final FakeSession session = new FakeSession();
    private final byte[] disk = new byte[100_000];

    @BeforeEach
    void makeADisk() throws IOException {
        new Random(7).nextBytes(disk);
        Files.write(folder.resolve("disk.img"), disk);
    }

    private ImageImportCommand importing(String file) {
        ImageImportCommand command = new ImageImportCommand();
        command.callers = new FakeDirectory();
        command.images = store.imageService();
        command.buckets = store.buckets();
        command.objects = store.objects();
        command.uploads = store.uploads();
        command.session = session;
        command.file = folder.resolve(file).toString();
        return command;
    }

    private ImageExportCommand exporting(String file) {
        ImageExportCommand command = new ImageExportCommand();
        command.callers = new FakeDirectory();
        command.images = store.imageService();
        command.content = store.bytes();
        command.session = session;
        command.id = MADE.value();
        command.file = folder.resolve(file).toString();
        return command;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileBecomesAnImage() throws Exception {
        ImageImportCommand command = importing("disk.img");
        command.everyone = true;
        command.json = true;
        command.execute();
        String printed = session.printed();
        assertTrue(printed.contains("\"image\":\"ami-00000001\""), printed);
        assertTrue(printed.contains("\"name\":\"disk.img\""), printed);
        assertTrue(printed.contains("\"public\":true"), printed);
        assertTrue(printed.contains("\"state\":\"available\""), printed);
        assertTrue(printed.contains("\"sha256\":\"" + FakeStore.sha256(disk) + "\""), printed);
        assertArrayEquals(disk, store.objects.values().iterator().next());
    }

    @Test
    void twoFilesOfOneNameAreTwoObjects() throws Exception {
        importing("disk.img").execute();
        importing("disk.img").execute();
        assertEquals(2, store.objects.size());
    }

    @Test
    void whatBecomesNoImageLeavesNothingAndTellsWhy() {
        store.refusal = "The image cannot be used: it refers to a backing file";
        IllegalArgumentException told =
                assertThrows(IllegalArgumentException.class, importing("disk.img")::execute);
        assertTrue(String.valueOf(told.getMessage()).contains("backing file"));
        assertTrue(store.objects.isEmpty());
        assertTrue(store.images.isEmpty());
    }

    @Test
    void aFileThatIsNotThereAndAKindThatIsNoneAreRefusedBeforeAnythingIsSent() {
        assertThrows(IllegalArgumentException.class, importing("nothing")::execute);
        ImageImportCommand command = importing("disk.img");
        command.kind = "floppy";
        assertThrows(IllegalArgumentException.class, command::execute);
        assertTrue(store.objects.isEmpty());
    }

    @Test
    void aLargeFileGoesInPartsAndSaysHowFarItIs() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Progress progress =
                new Progress(
                        new PrintStream(said, true, StandardCharsets.UTF_8),
                        "Uploading",
                        disk.length);
        new FileUpload(store.uploads(), Operator.context(new FakeDirectory()), 30_000)
                .put(
                        folder.resolve("disk.img"),
                        store.bucket("bucket").name(),
                        new ObjectKey("key"),
                        progress);
        assertArrayEquals(disk, store.objects.get("bucket/key"));
        List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.size() > 2 && lines.size() <= 10, lines.toString());
        assertTrue(lines.get(lines.size() - 1).startsWith("Uploading: 100 %"), lines.toString());
        assertEquals(0, store.aborted);
    }

    @Test
    void anImageBecomesAFile() throws Exception {
        importing("disk.img").execute();
        session.printed();
        exporting("back.img").execute();
        assertArrayEquals(disk, Files.readAllBytes(folder.resolve("back.img")));
        assertTrue(session.printed().contains(FakeStore.sha256(disk)));
        assertEquals(List.of("back.img", "disk.img"), files());
    }

    @Test
    void noFileIsReplaced() throws Exception {
        importing("disk.img").execute();
        Files.writeString(folder.resolve("back.img"), "mine");
        assertThrows(FileAlreadyExistsException.class, exporting("back.img")::execute);
        assertEquals("mine", Files.readString(folder.resolve("back.img")));
    }

    @Test
    void anImageWhoseBytesAreOthersBecomesNoFile() throws Exception {
        importing("disk.img").execute();
        store.objects.replaceAll((place, bytes) -> new byte[100_000]);
        assertThrows(IOException.class, exporting("back.img")::execute);
        assertEquals(List.of("disk.img"), files());
    }

    @Test
    void anImageIsShownWhole() throws Exception {
        importing("disk.img").execute();
        session.printed();
        ImageShowCommand show = new ImageShowCommand();
        show.callers = new FakeDirectory();
        show.images = store.imageService();
        show.session = session;
        show.id = MADE.value();
        show.execute();
        String shown = session.printed();
        assertTrue(shown.contains("disk bytes"), shown);
        assertTrue(shown.contains("100000"), shown);
        assertFalse(shown.contains("Optional"), shown);
    }

    @Test
    void bucketsAreListedWithWhatLiesInThem() throws Exception {
        FakeDirectory directory = new FakeDirectory();
        directory.createProject(
                Operator.context(directory), "web", "", new io.nova.model.UserId("admin"));
        assertTrue(store.bucket("photos").owner().equals(new ProjectId("000000000001")));
        BucketListCommand list = new BucketListCommand();
        list.callers = directory;
        list.projects = directory;
        list.inventory = store.inventory();
        list.session = session;
        list.execute();
        List<String> lines = session.printed().lines().toList();
        assertTrue(lines.get(1).matches("photos +web +0 +4711 +2 .*"), lines.toString());
        list.json = true;
        list.execute();
        assertTrue(session.printed().contains("\"bytes\":4711"));
        list.project = "nobody";
        assertThrows(io.nova.model.NotFoundException.class, list::execute);
    }

    @Test
    void aBucketIsShownWhole() throws Exception {
        BucketShowCommand show = new BucketShowCommand();
        show.callers = new FakeDirectory();
        show.inventory = store.inventory();
        show.session = session;
        show.name = "photos";
        show.execute();
        String shown = session.printed();
        assertTrue(shown.contains("4711"), shown);
        assertFalse(shown.contains("Optional"), shown);
    }

    @Test
    void theUseOfEachProjectIsShown() throws Exception {
        FakeDirectory directory = new FakeDirectory();
        directory.createProject(
                Operator.context(directory), "web", "", new io.nova.model.UserId("admin"));
        ProjectUsageCommand usage = new ProjectUsageCommand();
        usage.callers = directory;
        usage.projects = directory;
        usage.inventory = store.inventory();
        usage.session = session;
        usage.json = true;
        usage.execute();
        assertEquals(
                "[{\"buckets\":0,\"bytes\":4711,\"name\":\"web\",\"objects\":0,"
                        + "\"project\":\"000000000001\",\"uploads\":2}]",
                session.printed().strip());
    }
}
