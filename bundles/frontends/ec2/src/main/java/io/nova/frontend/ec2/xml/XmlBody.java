package io.nova.frontend.ec2.xml;

/** What an action answers, between the outermost tags. */
@FunctionalInterface
public interface XmlBody {

    /** Of actions that have nothing to tell but that they were done. */
    XmlBody DONE = xml -> xml.text("return", true);

    void write(XmlWriter xml);
}
