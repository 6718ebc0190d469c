package io.nova.itests.cluster;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The tiny guest, offered through S3 and EC2. */
final class RealImage {

    private static final String BUCKET = "cluster-images";
    private static final Duration READ = Duration.ofMinutes(1);

    private final Ec2 ec2;
    private final Api s3;
    private final Path folder;

    /**
     * @param folder with kernel, ramdisk and root
     */
    RealImage(Ec2 ec2, Api s3, Path folder) {
        this.ec2 = ec2;
        this.s3 = s3;
        this.folder = folder;
    }

    /** Returns the image's id when it may be launched. */
    String offer() throws IOException {
        s3.send(Ec2.PATIENCE, "PUT", "/" + BUCKET, new byte[0]).orElseThrow().ok();
        String kernel = register("vmlinuz", "ImageType", "kernel");
        String ramdisk = register("initrd.img", "ImageType", "ramdisk");
        return register(
                "root.img", "KernelId", kernel, "RamdiskId", ramdisk, "RootDeviceName", "/dev/vda");
    }

    private String register(String file, String... more) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(file));
        s3.send(READ, "PUT", "/" + BUCKET + "/" + file, bytes).orElseThrow().ok();
        List<String> parameters =
                new ArrayList<>(
                        List.of(
                                "ImageLocation",
                                BUCKET + "/" + file,
                                "Name",
                                "cluster " + file,
                                "Architecture",
                                "x86_64"));
        parameters.addAll(List.of(more));
        Answer answer =
                ec2.call("RegisterImage", parameters.toArray(String[]::new)).orElseThrow().ok();
        String id = answer.text("imageId");
        Wait.until(
                id + " is available",
                READ,
                () ->
                        ec2.call("DescribeImages", "ImageId.1", id)
                                .filter(
                                        image ->
                                                image.body()
                                                        .contains(
                                                                "<imageState>available</imageState>"))
                                .isPresent());
        return id;
    }
}
