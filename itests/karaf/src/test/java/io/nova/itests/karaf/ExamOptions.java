package io.nova.itests.karaf;

import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFileExtend;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ops4j.pax.exam.Option;

/**
 * Has Pax Exam run our distribution: the archive that ships, on ports of its own, with nothing but
 * the test's own bundles from elsewhere.
 */
final class ExamOptions {

    private static final String SYSTEM = "etc/system.properties";
    private static final String FEATURES = "etc/org.apache.karaf.features.cfg";
    private static final String MAVEN = "etc/org.ops4j.pax.url.mvn.cfg";

    private ExamOptions() {}

    /**
     * @param features in place of those that the distribution starts with by itself, each of which
     *     a test may then uninstall
     */
    static Option[] distribution(List<String> features) {
        Path target = Path.of("target").toAbsolutePath();
        List<Option> options = new ArrayList<>();
        options.add(
                karafDistributionConfiguration()
                        .frameworkUrl(archive().toUri().toString())
                        .name("nova")
                        .unpackDirectory(target.resolve("exam").toFile()));
        // Beside the logs of the other clouds, since the container's folder goes with it.
        options.add(
                editConfigurationFilePut(
                        "etc/org.ops4j.pax.logging.cfg",
                        "log4j2.appender.file.fileName",
                        target.resolve("clouds/container-nova.log").toString()));
        options.add(doNotModifyLogConfiguration());
        options.add(configureConsole().ignoreLocalConsole());
        options.add(systemTimeout(180_000));
        options.add(
                editConfigurationFilePut(
                        MAVEN,
                        "org.ops4j.pax.url.mvn.defaultRepositories",
                        "${karaf.home.uri}system@id=system.repository@snapshots, "
                                + target.resolve("exam-repository").toUri()
                                + "@id=exam"));
        for (String port : List.of("nova.ec2.port", "nova.s3.port", "nova.ssh.port")) {
            options.add(editConfigurationFilePut(SYSTEM, port, Integer.toString(Ports.free())));
        }
        // As the launcher has it: an installation may have to stop what waits for it.
        options.add(editConfigurationFilePut(FEATURES, "featuresBootAsynchronous", "true"));
        options.add(editConfigurationFilePut(FEATURES, "featuresBoot", karafs()));
        for (String feature : features) {
            options.add(editConfigurationFileExtend(FEATURES, "featuresBoot", feature));
        }
        for (String each : vmOptions()) {
            options.add(vmOption(each));
        }
        return options.toArray(Option[]::new);
    }

    /** Those that the launcher gives, as far as Pax Exam, which uses RMI, can live with them. */
    private static List<String> vmOptions() {
        List<String> options = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        for (String each : List.of("java.lang", "java.util", "java.net", "java.security")) {
            options.add("--add-opens=java.base/" + each + "=ALL-UNNAMED");
        }
        for (String each : List.of("file", "jar", "http", "https")) {
            options.add("--add-exports=java.base/sun.net.www.protocol." + each + "=ALL-UNNAMED");
        }
        return options;
    }

    /** The features that our own stand on. */
    private static String karafs() {
        return "framework, scr, feature, eventadmin, shell, log, jaas, ssh, bundle, config";
    }

    private static Path archive() {
        return Cloud.repository().resolve("karaf-assembly/target/nova.tar.gz");
    }
}
