package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Type;
import io.nova.model.InvalidParameterException;
import java.util.regex.Pattern;

/**
 * The names that EC2 has for devices. What a guest calls a device is its own matter: the name says
 * which of an instance's volumes is meant, and what the owner reads back.
 */
final class DeviceName {

    /** Where the first disk is, in all of EC2's ways to say it. */
    private static final Pattern ROOT = Pattern.compile("(/dev/)?(sda1?|xvda1?|vda1?|hda1?)");

    private static final Pattern VOLUME =
            Pattern.compile("(/dev/)?(sd[b-z]([1-9]|1[0-5])?|xvd([b-z]|[b-d][a-z])|[vh]d[b-z])");

    /** What a device is called, be it the root device or a volume. */
    static final Type<String> ANY =
            Type.text((name, text) -> isRoot(text) ? text : forVolume(name, text));

    /** What a volume's device is called. */
    static final Type<String> OF_VOLUME = Type.text(DeviceName::forVolume);

    private DeviceName() {}

    /**
     * @param parameter that the name came in
     * @throws InvalidParameterException if it is no device's name, or the root device's
     */
    static String forVolume(String parameter, String text) {
        if (isRoot(text)) {
            throw InvalidParameterException.badValue(
                    parameter, text, "it is the root device, which is in use");
        }
        if (!VOLUME.matcher(text).matches()) {
            throw InvalidParameterException.badValue(
                    parameter,
                    text.length() > 60 ? text.substring(0, 60) + "..." : text,
                    "it is not a device name such as /dev/sdf to /dev/sdp, /dev/xvdf or /dev/vdf");
        }
        return text;
    }

    static boolean isRoot(String text) {
        return ROOT.matcher(text).matches();
    }
}
