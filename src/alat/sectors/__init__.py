"""What about food, minerals, green energy and exchanges?"""
