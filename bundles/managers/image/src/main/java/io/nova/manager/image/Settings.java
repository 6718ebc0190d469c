package io.nova.manager.image;

import io.nova.model.setting.SettingsFile;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked.
 *
 * @param endpoint of S3, without a slash at its end
 */
record Settings(
        URI endpoint, String region, int readers, BundleKey bundleKey, BundleLimits limits) {

    static final String PID = "io.nova.manager.image";

    static final SettingsFile FILE = SettingsFile.of(PID);

    private static final int MOST_READERS = 100;

    /** As many parts of an upload as there can be hold a little more. */
    private static final int MOST_GIB = 1024;

    private static final int MOST_RATIO = 1_000_000;

    static Settings of(ImageManager.Config config) {
        return new Settings(
                FILE.read("endpoint", config::endpoint, Settings::endpoint),
                FILE.region("region", config::region),
                FILE.within("readers", config::readers, 1, MOST_READERS),
                FILE.read("bundleKey", config::bundleKey, BundleKey::of),
                new BundleLimits(
                        (long) FILE.within("maxBundleGib", config::maxBundleGib, 1, MOST_GIB) << 30,
                        FILE.within("maxBundleRatio", config::maxBundleRatio, 1, MOST_RATIO)));
    }

    private static URI endpoint(String text) {
        // Paths follow it, each with a slash of its own.
        URI uri;
        try {
            uri = URI.create(text.replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw noEndpoint(text, e);
        }
        if (uri.getHost() == null || !uri.getScheme().matches("https?")) {
            throw noEndpoint(text, null);
        }
        return uri;
    }

    private static IllegalArgumentException noEndpoint(String text, @Nullable Throwable why) {
        return new IllegalArgumentException("'%s' is no http address".formatted(text), why);
    }
}
